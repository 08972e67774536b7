package web

var privacyRoutes = []Route{
	{Method: "GET", Path: "/privacy", Access: Anyone, Handle: showPrivacy},
}

func showPrivacy(r *Request) error {
	return r.Page("privacy", struct{ Organisation, Contact string }{r.Organisation.Name, r.Organisation.Contact})
}
