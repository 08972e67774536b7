package web

import (
	"slices"
	"strconv"
	"strings"

	"klantpanel/dialogue"
)

// changeMeeting does what a button of the form asks, if any, and keeps the form as it then is: for the page's script, or for the button
// that does the same. It changes nothing but the draft, so doing it twice with the same form is once.
func changeMeeting(r *Request) error {
	form := r.Form()
	submissionKey(form)
	said, place := r.doInMeeting(form)
	delete(form.Values, "do")
	again, err := r.forgetSentPoints(form)
	if err != nil {
		return err
	}
	kept, err := r.keepTyping(typing{
		form: form, needed: !again || typedInMeeting(form), save: r.Dialogue.SaveMeetingDraft,
		closed: func() error { return r.meetingClosed(form, again) },
		show:   func() error { return r.meetingPage(meetingPage{Form: form}) },
	})
	if !kept {
		return err
	}
	if said != nil {
		said()
	}
	return r.Redirect("/cycles/" + r.cycle.ID.String() + "/meeting" + place)
}

// doInMeeting changes the form as the pressed button asks. It gives what to say of it, and where on the page the reader goes on.
func (r *Request) doInMeeting(form *Form) (said func(), place string) {
	do, which, _ := strings.Cut(form.Value("do"), ".")
	switch do {
	case "add":
		return nil, r.addPoint(form)
	case "remove":
		removePoint(form, which)
		return nil, "#points"
	case "split":
		made, left := splitMeeting(form)
		switch {
		case made == 0:
			return func() { r.Flash("meeting.nothing_to_split") }, "#notes"
		case left > 0:
			return func() { r.Flash("meeting.split_left", "Most", dialogue.PointsAtMost) }, "#points"
		}
		return nil, "#split"
	case "undo":
		if kept := unsplitMeeting(form); kept > 0 {
			return func() { r.Flash("meeting.undone_kept", "Count", kept) }, "#notes"
		}
		return func() { r.Flash("meeting.undone") }, "#notes"
	}
	return func() { r.Flash("contribute.draft_saved") }, ""
}

// addPoint gives the place of the new point; of the last one when no more fit.
func (r *Request) addPoint(form *Form) string {
	all := points(form)
	if len(all) < dialogue.PointsAtMost {
		all = append(all, newPoint("", ""))
		setPoints(form, all)
	}
	return "#" + dialogue.PointField("text", strconv.Itoa(len(all)))
}

func removePoint(form *Form, which string) {
	all := points(form)
	if i := slices.Index(pointNames(form), which); i >= 0 {
		all = slices.Delete(all, i, i+1)
	}
	if len(all) == 0 {
		all = append(all, newPoint("", ""))
	}
	setPoints(form, all)
}

// splitMeeting makes points of the notes and keeps the notes as they were, so that it can be undone. left is how many points didn't fit; they
// stay in the notes.
func splitMeeting(form *Form) (made, left int) {
	notes := form.Raw("notes")
	found := dialogue.SplitNotes(notes)
	all := slices.DeleteFunc(points(form), func(p map[string]string) bool { return p["text"] == "" })
	made = min(len(found), max(0, dialogue.PointsAtMost-len(all)))
	if made == 0 {
		return 0, len(found)
	}
	for i := range all {
		all[i]["_made"] = "" // of an earlier split, which can't be undone any more
	}
	for _, text := range found[:made] {
		all = append(all, notedPoint(text))
	}
	setPoints(form, all)
	rest := strings.Join(found[made:], "\n")
	form.Values["_before"], form.Values["_rest"], form.Values["notes"] = []string{notes}, []string{rest}, []string{rest}
	return made, len(found) - made
}

// notedPoint is a point of the notes. "(12 collega's)" is how many stand behind it.
func notedPoint(noted string) map[string]string {
	people, text := dialogue.PeopleBehind(noted)
	p := newPoint(text, noted)
	p["people"] = strconv.Itoa(people)
	return p
}

// unsplitMeeting brings the notes back as they were. Points that were changed since stay, and are counted; so do notes that were added.
func unsplitMeeting(form *Form) (kept int) {
	before, now := form.Raw("_before"), form.Raw("notes")
	if before == "" {
		return 0
	}
	all := slices.DeleteFunc(points(form), func(p map[string]string) bool {
		was := notedPoint(p["_made"])
		return p["_made"] != "" && p["text"] == was["text"] && p["people"] == was["people"] && p["question"] == "" && p["unquoted"] == ""
	})
	for i := range all {
		if all[i]["_made"] != "" {
			all[i]["_made"] = ""
			kept++
		}
	}
	if len(all) == 0 {
		all = append(all, newPoint("", ""))
	}
	setPoints(form, all)
	if strings.TrimSpace(now) != "" && now != form.Raw("_rest") {
		before += "\n" + now
	}
	form.Values["notes"] = []string{before}
	delete(form.Values, "_before")
	delete(form.Values, "_rest")
	return kept
}
