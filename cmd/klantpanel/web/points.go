package web

import (
	"klantpanel/dialogue"
)

// colleagues is in words a number of people that dialogue.Item.Shown rounded down; fewer than the panel's smallest group are "a few".
func (r *Request) colleagues(n, smallestGroup int) string {
	if n < smallestGroup {
		return r.T("point.some")
	}
	return r.TN("point.group", n)
}

// pointLooks are the tone and icon of each state that a point can be in.
var pointLooks = map[string]Badge{
	dialogue.New:              {Tone: "neutral", Icon: "clock"},
	dialogue.Routed:           {Tone: "neutral", Icon: "clock"},
	dialogue.ItemAcknowledged: {Tone: "info", Icon: "person"},
	dialogue.Changed:          {Tone: "success", Icon: "check"},
	dialogue.Promised:         {Tone: "info", Icon: "promise"},
	dialogue.Explained:        {Tone: "neutral", Icon: "chat"},
	dialogue.Thanked:          {Tone: "success", Icon: "heart"},
	dialogue.Delivered:        {Tone: "success", Icon: "check"},
	dialogue.Dropped:          {Tone: "neutral", Icon: "stop"},
	dialogue.Dissolved:        {Tone: "neutral", Icon: "stop"},
}

// stateOf says where a point stands: its state, its outcome, or what became of its promise.
func (r *Request) stateOf(item dialogue.Item) Badge {
	state := item.State
	if state == dialogue.HasOutcome {
		state = item.Outcome
	}
	if item.Promise != nil && item.Promise.State != dialogue.PromiseOpen {
		state = item.Promise.State
	}
	badge := pointLooks[state]
	// ids: point.state.new point.state.routed point.state.acknowledged point.state.changed point.state.promised
	// ids: point.state.explained point.state.thanked point.state.delivered point.state.dropped point.state.dissolved
	badge.Word = r.T("point.state." + state)
	return badge
}
