package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// PointsAtMost is how many points one form of a meeting may hold.
const PointsAtMost = 100

const meetingDrafts = "meeting_drafts"

// PointField is the form's name of a part of a meeting's point, and of the problems with it.
func PointField(part, point string) string { return part + "." + point }

// ContributePoints is Contribute for what an ambassador brings from a meeting: several answers may belong to one question, or to none, and
// each has its Point. It takes the place of the meeting's draft, and leaves that of the other form.
func (s *Store) ContributePoints(ctx context.Context, actor panel.Actor, cycle, submission uuid.UUID, points []Answer) (int, error) {
	if len(points) > PointsAtMost {
		return 0, panel.Refuse(panel.Invalid, "error.points_too_many", "Most", PointsAtMost)
	}
	return s.contribute(ctx, actor, cycle, submission, points, meetingDrafts)
}

// SaveMeetingDraft keeps the form of a meeting as it is typed so far, whatever is in it.
func (s *Store) SaveMeetingDraft(ctx context.Context, actor panel.Actor, cycle uuid.UUID, form []byte) error {
	return s.saveDraft(ctx, s.DB, actor, cycle, form, meetingDrafts)
}

// MeetingDraft reads the actor's draft of a meeting in a cycle; one without a Form when there is none.
func (s *Store) MeetingDraft(ctx context.Context, actor panel.Actor, cycle uuid.UUID) (Draft, error) {
	return s.draft(ctx, actor, cycle, meetingDrafts)
}

// DraftedMeeting reports whether somebody typed points from a meeting for a round that weren't sent.
func (s *Store) DraftedMeeting(ctx context.Context, cycle, person uuid.UUID) (bool, error) {
	yes, err := s.DB.NewSelect().Table(meetingDrafts).Where("cycle_id = ? AND person_id = ?", cycle, person).Exists(ctx)
	return yes, wrap("draft", err)
}

// drafters selects who typed something for a round, on either form or in an answer by mail, and didn't send it.
func drafters(db bun.IDB, cycle uuid.UUID) *bun.SelectQuery {
	meetings := db.NewSelect().Table(meetingDrafts).Column("cycle_id", "person_id")
	byMail := db.NewSelect().Table("mail_answers").ColumnExpr("subject_id AS cycle_id, person_id").Where("kind = ? AND state = ?", mail.ReplyContribution, Waiting)
	all := db.NewSelect().Table("drafts").Column("cycle_id", "person_id").UnionAll(meetings).UnionAll(byMail)
	return db.NewSelect().TableExpr("(?) AS typed", all).Where("cycle_id = ?", cycle)
}
