package dialogue

import (
	"context"
	"encoding/json"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// passMailAnswers puts what the predecessor wrote by mail and didn't agree to into the successor's draft: only that can be sent from then on.
func passMailAnswers(ctx context.Context, tx bun.Tx, su panel.Succession) error {
	var left []MailAnswer
	err := tx.NewSelect().Model(&left).Where("an.person_id = ? AND an.kind = ? AND an.state = ?", su.Ambassador.PersonID, mail.ReplyContribution, Waiting).
		Where("an.subject_id IN (SELECT id FROM cycles WHERE panel_id = ? AND phase = ?)", su.Ambassador.PanelID, panel.Collecting).
		Order("an.received_at", "an.id").Scan(ctx)
	if err != nil {
		return wrap("answers by mail", err)
	}
	for _, a := range left {
		u, err := a.Understood()
		if err != nil {
			return err
		}
		d := Draft{CycleID: a.SubjectID, PersonID: a.PersonID, UpdatedAt: a.ReceivedAt}
		if d.Form, err = json.Marshal(u.Form()); err != nil {
			return wrap("answer by mail", err)
		}
		if err := passDraft(ctx, tx, "drafts", d, su.Successor.PersonID); err != nil {
			return err
		}
		if err := useMailAnswer(ctx, tx, a.ID); err != nil {
			return err
		}
	}
	return nil
}
