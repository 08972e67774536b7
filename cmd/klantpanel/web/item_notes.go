package web

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var itemNoteRoutes = []Route{
	{Method: "POST", Path: "/items/:item/take", Access: ItemResponder, Handle: takeItem},
	{Method: "POST", Path: "/items/:item/free", Access: ItemResponder, Handle: freeItem},
	{Method: "POST", Path: "/items/:item/notes", Access: ItemWorker, Handle: writeNote},
}

// ItemWorker works on the point: answers for its service or for one that was asked to help, or runs its panel.
var ItemWorker = asked("ItemWorker", loadItem, func(r *Request) (bool, error) { return r.Dialogue.WorksOn(r.Context(), *r.Actor, r.item) })

// itemNotes is what those who work on a point say to each other, and which of them sees to it.
type itemNotes struct {
	Works    bool // the reader works on it
	Notes    []itemNote
	CanName  []string // who may be named in a note
	Takes    bool     // the reader may take it, or take it over
	Gives    bool     // the reader took it, and may give it back
	TakerNow string   // who sees to it, "" for nobody
}

// itemNote is a note on a point.
type itemNote struct {
	Who, Text string
	At        time.Time
}

func (r *Request) addNotes(p *itemPage, timeline []dialogue.Event) (err error) {
	item := p.Item
	if p.Works, err = r.Dialogue.WorksOn(r.Context(), *r.Actor, item); err != nil || !p.Works {
		return err
	}
	if item.State != dialogue.HasOutcome {
		mine := isPerson(item.TakenBy, r.Actor.Person.ID)
		responds := r.Actor.RespondsFor(item.ServiceID)
		p.Gives, p.Takes, p.TakerNow = responds && mine, responds && !mine && (item.State == dialogue.ItemAcknowledged || item.TakenBy != nil), r.takenBy(item)
	}
	var notes []dialogue.Event
	var workers []panel.Person
	err = r.together(
		func() (err error) { workers, err = r.Dialogue.Workers(r.Context(), item); return err },
		func() (err error) {
			if happenedTo(timeline, dialogue.WasNoted) {
				notes, err = r.Dialogue.Notes(r.Context(), item.ID)
			}
			return err
		},
	)
	if err != nil {
		return err
	}
	for _, e := range notes {
		n := itemNote{Who: r.T("point.program"), Text: e.Text, At: e.At}
		if e.Person != nil {
			n.Who = e.Person.Name
		}
		p.Notes = append(p.Notes, n)
	}
	for _, w := range workers {
		if w.ID != r.Actor.Person.ID {
			p.CanName = append(p.CanName, w.Name)
		}
	}
	if len(notes) == 0 || !r.isRead() {
		return nil
	}
	return r.Dialogue.SeeMentions(r.Context(), *r.Actor, item.ID)
}

// isRead reports whether somebody is going to see the page. Who opens a point has read its notes, without a button more: RFC 9110 section 9.2.1
// lets a safe request leave such a trace, and a scanner of mails isn't signed in. A browser that only fetches ahead says so.
func (r *Request) isRead() bool {
	return r.Ctx.Method() != fiber.MethodHead && !strings.Contains(r.Ctx.Get("Sec-Purpose"), "prefetch")
}

func takeItem(r *Request) error {
	_, err := r.Dialogue.Take(r.Context(), *r.Actor, r.item.ID)
	return r.afterExchange(err, r.Form(), "item.taken") // ids: item.taken
}

func freeItem(r *Request) error {
	_, err := r.Dialogue.Free(r.Context(), *r.Actor, r.item.ID)
	return r.afterExchange(err, r.Form(), "item.freed") // ids: item.freed
}

func writeNote(r *Request) error {
	form := r.Form()
	_, err := r.Dialogue.Note(r.Context(), *r.Actor, r.item.ID, form.Value("note"))
	if form.Refused(r, err) {
		return r.showItem(form, "")
	}
	if err != nil {
		return err
	}
	r.Flash("item.note.kept")
	return r.Redirect("/items/" + r.item.ID.String() + "#notes")
}
