package web

import "klantpanel/dialogue"

// itemRoute is what the reader may do about whose a point is, and who else was asked to help.
type itemRoute struct {
	HandsOver bool
	Merges    bool // the reader may let another point go up in this one
	Splits    bool // or make two of it
	Asks      bool // the reader can only ask for a hand-over: the point went on too often
	Routes    bool // the reader may choose its service
	Suggested []suggested
	Decides   bool                   // the reader decides about a hand-over that was asked for
	Wanted    dialogue.HandOverAsked // and for those who work on the point: where it is asked to go
	AsksHelp  bool
	Helps     []dialogue.Help // for those who work on the point, but for what the reader is asked
	GivesHelp []dialogue.Help // of the reader's own services, still to be given
}

func (r *Request) routeOf(item dialogue.Item) itemRoute {
	coordinates := r.Actor.CoordinatesPanel(item.PanelID)
	open := (item.State == dialogue.Routed || item.State == dialogue.ItemAcknowledged) && item.ReadyAt.IsZero()
	works := open && (r.Actor.RespondsFor(item.ServiceID) || coordinates)
	p := itemRoute{
		HandsOver: works && item.WantedID == nil,
		Asks:      item.MustAsk() && !coordinates,
		Routes:    coordinates && item.State == dialogue.New,
		Merges:    r.merges(item),
		Splits:    r.splits(item),
		Decides:   coordinates && open && item.WantedID != nil,
		AsksHelp:  works,
	}
	for _, h := range r.helps {
		switch {
		case open && h.Waits() && r.Actor.RespondsFor(&h.ServiceID):
			p.GivesHelp = append(p.GivesHelp, h)
		case r.insider(item):
			p.Helps = append(p.Helps, h)
		}
	}
	return p
}

// addRoute reads what isn't in the point itself.
func (r *Request) addRoute(p *itemPage) (err error) {
	if p.Item.WantedID != nil && p.Item.State != dialogue.HasOutcome && r.insider(p.Item) {
		if p.Wanted, err = r.Dialogue.WantedHandOver(r.Context(), p.Item); err != nil {
			return err
		}
	}
	if p.Routes {
		p.Suggested, err = r.suggestedFor(p.Item)
	}
	return err
}
