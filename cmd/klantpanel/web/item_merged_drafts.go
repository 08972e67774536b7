package web

import (
	"klantpanel/dialogue"
	"klantpanel/panel"
)

// addMerged reads what was written to points that went up in this one, for who answers it.
func (r *Request) addMerged(p *itemPage, timeline []dialogue.Event) (err error) {
	if p.Answering && happenedTo(timeline) {
		p.Merged, err = r.Dialogue.MergedDrafts(r.Context(), p.ID)
	}
	return err
}

// insertMerged puts what was written to a point that went up in this one under what the reader typed so far, and changes nothing else.
func (r *Request) insertMerged(form *Form, item string) error {
	drafts, err := r.Dialogue.MergedDrafts(r.Context(), r.item.ID)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.ItemID.String() == item {
			return r.insert(form, d.Answer)
		}
	}
	return panel.Refuse(panel.NotFound, "error.answer_gone")
}
