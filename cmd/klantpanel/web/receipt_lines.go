package web

import (
	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// receiptLine is one thing that was sent, and what happened to it since.
type receiptLine struct {
	saidLine
	Note  string        // where it stands, of what is in no point
	Steps []receiptStep // of the point that it is in
	Heard *pointHeard   // that the reader answered, to change
}

// receiptStep is one line of a timeline. Days only: what a colleague did has no day at all.
type receiptStep struct {
	Icon, What, Text string
	On               scheduler.Date
}

func (r *Request) receiptLines() ([]receiptLine, error) {
	said := r.receipt.Said
	plain := r.saidLines(said)
	lines := make([]receiptLine, len(said))
	var reads []func() error
	for i, c := range said {
		lines[i].saidLine = plain[i]
		switch {
		case c.State == dialogue.Removed:
			lines[i].Badge, lines[i].Reason, lines[i].Note = newBadge("neutral", "stop", r.T("receipt.removed")), "", r.T("receipt.removed_why")
		case c.State == dialogue.Waiting:
			lines[i].Note = r.T("receipt.waits")
		case plain[i].Reason != "":
			lines[i].Note = r.T("cycle.because")
		}
		if c.Item == nil {
			continue
		}
		reads = append(reads, func() error {
			var err error
			lines[i].Steps, err = r.pointSteps(*c.Item)
			return err
		})
	}
	if len(reads) == 0 {
		return lines, nil
	}
	return lines, r.together(reads...)
}

// pointSteps are what happened to a point, as who doesn't work on it may know: with which service it is now, never the way there.
func (r *Request) pointSteps(item dialogue.Item) ([]receiptStep, error) {
	events, err := r.Dialogue.TimelineOfAsked(r.Context(), item.ID)
	if err != nil {
		return nil, err
	}
	var steps []receiptStep
	given := r.receipt.Exchanges[item.ID].Given
	for _, e := range withoutTheWay(events) {
		s := receiptStep{Icon: stepIcons[e.Kind], On: scheduler.DateOf(e.At, r.receipt.Cycle.Panel.Zone())}
		switch e.Kind {
		case dialogue.WasBundled: // more colleagues said it; not this one's business
			continue
		case dialogue.WasCreated:
			s.What = r.T("receipt.point", "Title", item.Title)
		case dialogue.WasRouted, dialogue.WasHandedOver: // by which rule or for which reason is not this one's business
			e.Kind = dialogue.WasRouted
			s.What = r.happened(e)
		case dialogue.WasRevised:
			s.What, s.Text = r.happened(e), r.T("digest.different")+" "+e.Why+"\n"+e.Text
		default:
			s.What, s.Text = r.happened(e), e.Text
		}
		steps = append(steps, s)
		if e.Kind == dialogue.WasAskedBack && len(given) > 0 {
			if given[0] != "" {
				steps = append(steps, receiptStep{Icon: "chat", What: r.T("receipt.you_answered"), Text: given[0]})
			}
			given = given[1:]
		}
	}
	return steps, nil
}
