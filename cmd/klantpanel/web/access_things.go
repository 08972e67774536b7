package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// things are what the path names, read by the access rule so that the page needn't read them again.
type things struct {
	panel   panel.Panel
	cycle   panel.Cycle
	item    dialogue.Item
	digest  dialogue.DigestView
	told    dialogue.Entry // a point of digest
	kept    keptForm
	service panel.Service
	link    panel.Link

	proposal dialogue.Proposal
	helps    []dialogue.Help // of services that were asked to help with the item

	receipt dialogue.Receipt
	code    dialogue.ReceiptCode // of the receipt

	address *panel.DigestAddress // a secret one by which digests are read without a session; nil for none

	unloaded error // why the thing isn't there
}

// The rules about the thing that the path names by :panel, :cycle, :item or :digest. What a reader has no part in doesn't exist for
// them: the page is the one for an unknown address.
var (
	// PanelCoordinator runs the panel, or administers.
	PanelCoordinator = thing("PanelCoordinator", loadPanel, func(r *Request) bool { return r.Actor.CoordinatesPanel(r.panel.ID) })

	// PanelOverseer runs the panel, or manages.
	PanelOverseer = thing("PanelOverseer", loadPanel, func(r *Request) bool { return r.Actor.CoordinatesPanel(r.panel.ID) || r.Actor.Manages() })

	// CycleReader has a part in the round's panel, or manages.
	CycleReader = thing("CycleReader", loadCycle, func(r *Request) bool { return r.takesPart(r.cycle.PanelID) })

	// CycleAmbassador is in office in the round's panel.
	CycleAmbassador = thing("CycleAmbassador", loadCycle, func(r *Request) bool {
		return r.Actor.Ambassadors[r.cycle.PanelID] != uuid.Nil && !r.cycle.Standing()
	})

	// CycleCoordinator runs the round's panel.
	CycleCoordinator = thing("CycleCoordinator", loadCycle, func(r *Request) bool { return r.Actor.CoordinatesPanel(r.cycle.PanelID) })

	// CycleCarrier carries the outcomes of the round back to a constituency, or runs its panel.
	CycleCarrier = asked("CycleCarrier", loadCycle, func(r *Request) (bool, error) {
		if r.Actor.CoordinatesPanel(r.cycle.PanelID) {
			return true, nil
		}
		return r.Dialogue.MayReportBack(r.Context(), r.cycle, r.Actor.Person.ID)
	})

	// ItemReader has a part in the point's panel, answers for its service or one that helps it, stands behind it, or manages.
	// For a point that went up in another one that is this other one.
	ItemReader = asked("ItemReader", loadItem, readsLiving)

	// ItemCoordinator runs the point's panel.
	ItemCoordinator = thing("ItemCoordinator", loadItem, func(r *Request) bool { return r.Actor.CoordinatesPanel(r.item.PanelID) })

	// ItemResponder answers for the point's service.
	ItemResponder = thing("ItemResponder", loadItem, func(r *Request) bool { return r.Actor.RespondsFor(r.item.ServiceID) })

	// ItemHandler answers for the point's service or runs its panel: who may hand it over.
	ItemHandler = thing("ItemHandler", loadItem, func(r *Request) bool {
		return r.Actor.RespondsFor(r.item.ServiceID) || r.Actor.CoordinatesPanel(r.item.PanelID)
	})

	// ItemHandOver is an ItemHandler, or who just handed the point over: for them posting the form twice is harmless.
	ItemHandOver = asked("ItemHandOver", loadItem, func(r *Request) (bool, error) {
		if r.Actor.RespondsFor(r.item.ServiceID) || r.Actor.CoordinatesPanel(r.item.PanelID) {
			return true, nil
		}
		return r.handedOver()
	})

	// DigestReader is everybody once the digest went out; before that who runs its panel.
	DigestReader = thing("DigestReader", loadDigest, func(r *Request) bool {
		return r.digest.State != dialogue.DigestDraft || r.Actor.CoordinatesPanel(r.digest.PanelID)
	})

	// DigestCoordinator runs the digest's panel.
	DigestCoordinator = thing("DigestCoordinator", loadDigest, func(r *Request) bool { return r.Actor.CoordinatesPanel(r.digest.PanelID) })

	// KeptOwner is who the form was kept for, and nobody else.
	KeptOwner = thing("KeptOwner", loadKept, func(r *Request) bool { return r.kept.PersonID == r.Actor.Person.ID })

	// ResponderAny answers for some service.
	ResponderAny = role("ResponderAny", func(a panel.Actor) bool { return len(a.Responds) > 0 })
)

// thing is a rule about something that load finds by the path; the reader's roles decide it.
func thing(name string, load func(r *Request) error, holds func(r *Request) bool) Access {
	return asked(name, load, func(r *Request) (bool, error) { return holds(r), nil })
}

// asked is thing where the database has to be asked whether the rule holds. That it can't answer is no reason to deny that a page is there.
func asked(name string, load func(r *Request) error, holds func(r *Request) (bool, error)) Access {
	return Access{Name: name, Load: load, Check: func(r *Request) error {
		if r.Actor == nil {
			return errSignIn
		}
		if r.unloaded != nil {
			return r.unloaded
		}
		ok, err := holds(r)
		if err != nil {
			return err
		}
		if !ok {
			return panel.Refuse(panel.NotFound, "error.page_not_found")
		}
		return nil
	}}
}

// takesPart reports whether the reader runs the panel, is its ambassador, or manages.
func (r *Request) takesPart(id uuid.UUID) bool {
	return r.Actor != nil && (r.Actor.CoordinatesPanel(id) || r.Actor.Manages() || r.Actor.Ambassadors[id] != uuid.Nil)
}

// readsLiving is readsItem of what the point went up in. Who answered for it at a service that lost it still finds out where it went.
func readsLiving(r *Request) (bool, error) {
	if r.item.DissolvedInto == nil {
		return readsItem(r)
	}
	gone, helps := r.item, r.helps
	var err error
	if r.item, err = r.Dialogue.Successor(r.Context(), gone); err != nil {
		return false, err
	}
	if r.helps, err = r.Dialogue.HelpOf(r.Context(), r.item.ID); err != nil {
		return false, err
	}
	may, err := readsItem(r)
	if may || err != nil {
		return may, err
	}
	r.item, r.helps = gone, helps
	return r.Actor.RespondsFor(gone.ServiceID), nil
}

func readsItem(r *Request) (bool, error) {
	if r.takesPart(r.item.PanelID) || r.Actor.RespondsFor(r.item.ServiceID) || r.helping() {
		return true, nil
	}
	return r.Dialogue.Contributed(r.Context(), r.item.ID, r.Actor.Person.ID)
}

func loadPanel(r *Request) error {
	id, err := r.ID("panel")
	if err != nil {
		return err
	}
	r.panel, err = r.Panel.Panel(r.Context(), id)
	return err
}

func loadCycle(r *Request) error {
	id, err := r.ID("cycle")
	if err != nil {
		return err
	}
	r.cycle, err = r.Panel.Cycle(r.Context(), id)
	return err
}

func loadItem(r *Request) error {
	id, err := r.ID("item")
	if err != nil {
		return err
	}
	return r.together(
		func() (err error) { r.item, err = r.Dialogue.Item(r.Context(), id); return err },
		func() (err error) { r.helps, err = r.Dialogue.HelpOf(r.Context(), id); return err },
	)
}

func loadDigest(r *Request) error {
	id, err := r.ID("digest")
	if err != nil {
		return err
	}
	err = r.together(
		func() (err error) { r.digest.Digest, err = r.Dialogue.DigestHead(r.Context(), id); return err },
		func() (err error) { r.digest.Entries, err = r.Dialogue.DigestEntries(r.Context(), id); return err },
	)
	if err == nil && len(r.digest.Entries) == 0 { // a draft, or approved just now
		r.digest, err = r.Dialogue.WithEntries(r.Context(), r.digest.Digest)
	}
	return err
}
