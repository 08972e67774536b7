package panel

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// PauseMail keeps everything but sign-in from going out until ResumeMail; what is decided meanwhile waits in the outbox. Whoever pauses
// what is paused already says why from then on.
func (s *Store) PauseMail(ctx context.Context, actor Actor, why string) error {
	if !actor.Administers() {
		return Refuse(Forbidden, "error.administrators_only")
	}
	var ps Problems
	why = ps.Text("why", why, 1, 200)
	if err := ps.Err(); err != nil {
		return err
	}
	if _, err := s.Organisation(ctx, s.DB); err != nil {
		return err
	}
	return s.pause(ctx, s.DB, actor.Person.Name, why)
}

// HoldMail pauses the mail in tx for a reason that the program found by itself: mail.SetBack or mail.Moved. Before the set-up there is
// nothing to hold.
func (s *Store) HoldMail(ctx context.Context, tx bun.IDB, why string) error {
	return s.pause(ctx, tx, "", why)
}

// ResumeMail lets mail go out again. When it wasn't paused nothing changes.
func (s *Store) ResumeMail(ctx context.Context, actor Actor) error {
	if !actor.Administers() {
		return Refuse(Forbidden, "error.administrators_only")
	}
	_, err := s.DB.NewUpdate().Model((*Organisation)(nil)).Set("mail_paused = '', mail_paused_by = '', mail_paused_at = NULL").Where("id = 1").Exec(ctx)
	if err != nil {
		return fmt.Errorf("resume mail: %w", err)
	}
	return nil
}

func (s *Store) pause(ctx context.Context, db bun.IDB, by, why string) error {
	_, err := db.NewUpdate().Model((*Organisation)(nil)).Set("mail_paused = ?, mail_paused_by = ?, mail_paused_at = ?", why, by, s.Clock()).
		Where("id = 1").Exec(ctx)
	if err != nil {
		return fmt.Errorf("pause mail: %w", err)
	}
	return nil
}
