package web

import (
	"testing"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
)

func TestLatenessIsSaidOnceOnATask(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.SQLite(t)))
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
