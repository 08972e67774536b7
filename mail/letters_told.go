package mail

// Acknowledged tells somebody that what they said outside a round was read, and why no point is made of it.
type Acknowledged struct{ Said, Reason, URL string }

func (Acknowledged) Kind() string { return KindAcknowledged }

func (l Acknowledged) shared() any        { return l }
func (l Acknowledged) personal() string   { return "" }
func (l Acknowledged) with(string) Letter { return l }
