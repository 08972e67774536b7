package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

const (
	// promisesAsked is how many promises that were kept a round asks about at most; the others have their turn in the next.
	promisesAsked = 3
	// promiseForgotten is after how long nobody is asked about a promise any more: who would still know how it was before?
	promiseForgotten = 365 * 24 * time.Hour
)

// promiseQuestions ask whether what services promised and did was noticed: of the promises of this panel that a digest told, that were
// delivered, and that no round asked about. They stand in no bank, so they take nobody's turn.
func promiseQuestions(ctx context.Context, tx bun.Tx, c Cycle, now time.Time) ([]CycleQuestion, error) {
	var kept []struct {
		ID, ItemID, ServiceID uuid.UUID
		Title, Service        string
	}
	err := tx.NewSelect().TableExpr("promises AS pr").Join("JOIN items AS i ON i.id = pr.item_id").Join("JOIN services AS s ON s.id = pr.service_id").
		ColumnExpr("pr.id, pr.item_id, pr.service_id, i.title, s.name AS service").
		Where("pr.panel_id = ? AND pr.state = 'delivered' AND NOT pr.past AND pr.asked_in IS NULL AND pr.ended_at > ?", c.PanelID, now.Add(-promiseForgotten)).
		Where("EXISTS (SELECT 1 FROM digest_entries de JOIN digests di ON di.id = de.digest_id WHERE de.item_id = pr.item_id"+
			" AND de.section IN ('promised', 'open_promise', 'kept') AND di.approved_at >= pr.created_at)"). // not of one from before its point was reopened
		Order("pr.ended_at", "pr.id").Limit(promisesAsked).Scan(ctx, &kept)
	if err != nil {
		return nil, fmt.Errorf("promises that were kept: %w", err)
	}
	if len(kept) == 0 {
		return nil, nil
	}
	questions := make([]CycleQuestion, len(kept))
	ids := make([]uuid.UUID, len(kept))
	for i, k := range kept {
		ids[i] = k.ID
		questions[i] = CycleQuestion{ID: newID(), CycleID: c.ID, Topic: k.Service, ServiceID: &k.ServiceID, ItemID: &k.ItemID, Wording: noticed(k.Service, k.Title)}
	}
	if _, err := tx.NewUpdate().Table("promises").Set("asked_in = ?", c.ID).Where("id IN (?)", bun.In(ids)).Exec(ctx); err != nil {
		return nil, fmt.Errorf("promises asked about: %w", err)
	}
	return questions, nil
}

// NoticedYes is the option of who noticed.
const NoticedYes = 0

// noticed is the question about what a service did.
func noticed(service, title string) Wording {
	return Wording{Kind: Choice,
		TextNL:    fmt.Sprintf("“%s”: %s beloofde hier iets aan te doen, en dat is gebeurd. Merkt u er iets van?", title, service),
		TextEN:    fmt.Sprintf("“%s”: %s promised to do something about this, and did. Have you noticed?", title, service),
		OptionsNL: "Ja\nNee\nDat weet ik niet", OptionsEN: "Yes\nNo\nI can't tell"}
}
