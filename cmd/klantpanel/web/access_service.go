package web

// ServiceResponder answers for the service that the path names by :service.
var ServiceResponder = thing("ServiceResponder", loadService, func(r *Request) bool { return r.Actor.RespondsFor(&r.service.ID) })

func loadService(r *Request) error {
	id, err := r.ID("service")
	if err != nil {
		return err
	}
	r.service, err = r.Panel.Service(r.Context(), id)
	return err
}
