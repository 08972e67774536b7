package web

import (
	"testing"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
)

func TestLatenessIsSaidOnceOnATask(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	s.server.zone.Store(s.Clock.Now().Location())
	r := &Request{Server: s.server, Language: "nl"}
	for late, want := range map[int]struct{ detail, by string }{
		0: {"", "2026-12-01"}, 1: {"", "2026-12-01"}, 2: {"2 zijn over tijd, de oudste " + s.server.daysLeft("nl", "2026-12-01") + ".", ""},
	} {
		task := r.startTask(dialogue.Task{Kind: dialogue.TaskAnswer, Name: "ICT", Count: 3, Late: late, By: "2026-12-01"})
		if task.Detail != want.detail || string(task.By) != want.by {
			t.Errorf("%d late: %q and %q", late, task.Detail, task.By)
		}
	}
}

func TestAPromiseThatShouldHaveBeenKeptDoesNotRun(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	s.server.zone.Store(s.Clock.Now().Location())
	r := &Request{Server: s.server, Language: "nl"}
	for _, c := range []struct {
		count, late int
		want        string
	}{
		{1, 0, "Eén toezegging van ICT loopt"}, {1, 1, "Eén toezegging van ICT is te laat"},
		{3, 1, "3 toezeggingen van ICT lopen"}, {3, 3, "3 toezeggingen van ICT zijn te laat"},
	} {
		task := r.startTask(dialogue.Task{Kind: dialogue.TaskPromise, Name: "ICT", Count: c.count, Late: c.late, By: "2026-12-01"})
		if task.Text != c.want {
			t.Errorf("%d of %d late: %q", c.late, c.count, task.Text)
		}
	}
}
