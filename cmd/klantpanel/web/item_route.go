package web

import "klantpanel/dialogue"

// itemRoute is what the reader may do about whose a point is.
type itemRoute struct {
	HandsOver bool
	Routes    bool // the reader may choose its service
}

func (r *Request) routeOf(item dialogue.Item) itemRoute {
	coordinates := r.Actor.CoordinatesPanel(item.PanelID)
	return itemRoute{
		HandsOver: (r.Actor.RespondsFor(item.ServiceID) || coordinates) && (item.State == dialogue.Routed || item.State == dialogue.ItemAcknowledged),
		Routes:    coordinates && item.State == dialogue.New,
	}
}
