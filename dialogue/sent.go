package dialogue

import (
	"context"
)

// Sent is what came in with a receipt code, in no order, and whether anything did. A colleague's form that comes a second time is compared
// with it; what was taken out afterwards is among it, for it was received.
func (s *Store) Sent(ctx context.Context, code ReceiptCode) (said []Contribution, received bool, err error) {
	received, err = s.DB.NewSelect().Table("submissions").Where("id = ?", code.Submission()).Exists(ctx)
	if err != nil || !received {
		return nil, false, wrap("sent", err)
	}
	err = s.DB.NewSelect().Model(&said).Where("co.submission_id = ?", code.Submission()).Scan(ctx)
	return said, true, wrap("sent", err)
}
