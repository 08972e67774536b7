package main

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// deliveryPause is how long the outbox rests between two looks when nothing is due.
const deliveryPause = time.Second

// delivering sends what is due until ctx ends. A mail server or database that can't be reached is said and tried again: the mails wait
// in the outbox.
func (h *house) delivering(ctx context.Context, log *slog.Logger) error {
	failing := ""
	for ctx.Err() == nil {
		_, err := h.Worker.Deliver(ctx, h.Outbox.Clock())
		switch {
		case err == nil || errors.Is(err, context.Canceled):
			failing = ""
		case err.Error() != failing: // said once, not every second
			failing = err.Error()
			log.Error("mail can't be delivered", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(deliveryPause):
		}
	}
	return nil
}
