package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"klantpanel/mail"
)

// homeNoted is how often the data folder and the database note that mail is sent from here: what went out later than that before a crash
// isn't missed when a backup from before it is put back.
const homeNoted = 15 * time.Second

// arrive pauses the mail of a database that isn't where it was, or not as it was, before anything goes out.
func (h *house) arrive(a *App) error {
	h.Home = &mail.Home{DB: h.DB, Folder: a.Data}
	why, err := h.Home.Note(a.ctx, h.Panel.HoldMail)
	if err != nil {
		return err
	}
	if why != "" {
		fmt.Fprintf(a.stderr, "mail is paused, because %s: nothing goes out but sign-in, until `klantpanel mail resume`\n", whyPaused(why))
	}
	return nil
}

// noting goes on with that until ctx ends.
func (h *house) noting(ctx context.Context, log *slog.Logger) error {
	if h.Home == nil {
		<-ctx.Done()
		return nil
	}
	tick := time.NewTicker(homeNoted)
	defer tick.Stop()
	failing := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		why, err := h.Home.Note(ctx, h.Panel.HoldMail)
		switch {
		case err != nil && ctx.Err() == nil && err.Error() != failing: // said once
			failing = err.Error()
			log.Error("it can't be noted that mail is sent from here", "error", err)
		case err == nil:
			failing = ""
		}
		if why != "" {
			log.Warn("mail is paused until an administrator resumes it", "why", whyPaused(why))
		}
	}
}
