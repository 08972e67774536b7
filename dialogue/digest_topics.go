package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// DigestTopic is what a question was about to which a told point goes back. What was said unasked has none.
type DigestTopic struct {
	bun.BaseModel `bun:"table:digest_topics,alias:dt"`

	TopicID  uuid.UUID `bun:"topic_id,pk"`
	DigestID uuid.UUID `bun:"digest_id,pk"`
	ItemID   uuid.UUID `bun:"item_id,pk"`

	Topic *panel.Topic `bun:"rel:belongs-to,join:topic_id=id"`
}

// keepTopics freezes with the entries what the questions behind them were about, for the archive: later a point may be reopened and its
// contributions go elsewhere.
func keepTopics(ctx context.Context, tx bun.Tx, digest uuid.UUID, entries []Entry) error {
	ids := make([]uuid.UUID, len(entries))
	for i, e := range entries {
		ids[i] = e.ItemID
	}
	var topics []DigestTopic
	err := tx.NewSelect().TableExpr("contributions AS co").Join("JOIN cycle_questions AS cq ON cq.id = co.question_id").
		Join("JOIN questions AS q ON q.id = cq.question_id").ColumnExpr("DISTINCT q.topic_id, co.item_id").
		Where("co.item_id IN (?)", bun.In(ids)).Scan(ctx, &topics)
	if err != nil || len(topics) == 0 {
		return wrap("topics", err)
	}
	for i := range topics {
		topics[i].DigestID = digest
	}
	_, err = tx.NewInsert().Model(&topics).Exec(ctx)
	return wrap("topics", err)
}

// TopicsTold are what the questions behind a point were about, as a digest that told it kept them; by name.
func (s *Store) TopicsTold(ctx context.Context, digest, item uuid.UUID) ([]panel.Topic, error) {
	var told []DigestTopic
	err := s.DB.NewSelect().Model(&told).Relation("Topic").Where("dt.digest_id = ? AND dt.item_id = ?", digest, item).Order("topic.name").Scan(ctx)
	topics := make([]panel.Topic, len(told))
	for i, t := range told {
		topics[i] = *t.Topic
	}
	return topics, wrap("topics", err)
}
