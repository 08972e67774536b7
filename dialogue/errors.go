package dialogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// wrap names what failed; nil stays nil, and a Problem stays what it is.
func wrap(what string, err error) error {
	var p *panel.Problem
	if err == nil || errors.As(err, &p) {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}

func (s *Store) inTx(ctx context.Context, do func(ctx context.Context, tx bun.Tx) error) error {
	return s.DB.RunInTx(ctx, nil, do)
}

func isNone(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// unlessNone is err, or nil when it only says that there is no row.
func unlessNone(err error) error {
	if isNone(err) {
		return nil
	}
	return err
}
