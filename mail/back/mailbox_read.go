package back

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/uptrace/bun"
)

// place is how far a mailbox was read.
type place struct {
	bun.BaseModel `bun:"table:inbound_mailboxes"`

	Name        string `bun:"name,pk"`
	UIDValidity int64  `bun:"uid_validity"`
	LastUID     int64  `bun:"last_uid"` // everything up to it was handled
}

// takeIn handles some of what came in since the place where reading had come to, and reports whether there may be more. A mail that
// can't be handled for now holds the place where it is, and the others go on: what they did isn't done again, see Receive. An error is one
// of the connection, or of the place.
func (b *Mailbox) takeIn(ctx context.Context) (left bool, err error) {
	selected, err := b.client.Select(b.name, nil).Wait()
	if err != nil {
		return false, err
	}
	at, err := b.place(ctx, int64(selected.UIDValidity))
	if err != nil {
		return false, err
	}
	new := imap.UIDSet{}
	new.AddRange(imap.UID(at.LastUID+1), 0) // 0 is *, the last one
	found, err := b.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{new}}, nil).Wait()
	if err != nil {
		return false, err
	}
	all := slices.DeleteFunc(found.AllUIDs(), func(uid imap.UID) bool { return int64(uid) <= at.LastUID }) // * stands for one that is older, too
	slices.Sort(all)
	some := all[:min(len(all), mailsAtOnce)]
	b.held = false
	for _, uid := range some {
		handled, err := b.takeOne(ctx, uid)
		if err != nil {
			return false, errors.Join(err, b.keep(ctx, at))
		}
		b.held = b.held || !handled
		if !b.held {
			at.LastUID = int64(uid)
		}
	}
	return len(some) < len(all) && !b.held, b.keep(ctx, at)
}

// takeOne handles one mail. Only when that is durable it is put away. handled is false when it has to be tried again.
func (b *Mailbox) takeOne(ctx context.Context, uid imap.UID) (handled bool, err error) {
	one := imap.UIDSetNum(uid)
	sizes, err := b.client.Fetch(one, &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil || len(sizes) == 0 {
		return err == nil, err // somebody took it away
	}
	if sizes[0].RFC822Size > BytesAtMost {
		b.Log.Warn("a mail in the mailbox is too large to read", "uid", uid, "bytes", sizes[0].RFC822Size)
		return true, nil
	}
	whole := &imap.FetchItemBodySection{Peek: true}
	mails, err := b.client.Fetch(one, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	if err != nil || len(mails) == 0 {
		return err == nil, err
	}
	handling, cancel := context.WithTimeout(context.WithoutCancel(ctx), handlingAtMost)
	defer cancel()
	result, err := b.Receiver.Receive(handling, mails[0].FindBodySection(whole), "", "")
	switch {
	case errors.Is(err, ErrNotOurs), errors.Is(err, ErrTooLarge), err == nil && result.Became == Unknown:
		return true, nil // it stays, for whoever reads the mailbox
	case err != nil:
		b.Log.Error("a mail in the mailbox has to be tried again", "uid", uid, "error", err)
		return false, nil
	}
	return true, b.putAway(one)
}

func (b *Mailbox) putAway(one imap.UIDSet) error {
	var refused *imap.Error
	if b.folder {
		_, err := b.client.Move(one, handledFolder).Wait()
		if !errors.As(err, &refused) {
			return err
		}
	}
	return b.client.Store(one, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}, nil).Close()
}

// place is where reading had come to; the beginning of a mailbox that is new or was numbered anew.
func (b *Mailbox) place(ctx context.Context, validity int64) (place, error) {
	at := place{Name: b.user + "@" + b.host + "/" + b.name}
	err := b.Receiver.Outbox.DB.NewSelect().Model(&at).WherePK().Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return at, fmt.Errorf("where it was read to: %w", err)
	}
	if at.UIDValidity != validity {
		at.UIDValidity, at.LastUID = validity, 0
	}
	return at, nil
}

func (b *Mailbox) keep(ctx context.Context, at place) error {
	_, err := b.Receiver.Outbox.DB.NewInsert().Model(&at).On("CONFLICT (name) DO UPDATE").Set("uid_validity = EXCLUDED.uid_validity").
		Set("last_uid = EXCLUDED.last_uid").Returning("NULL").Exec(context.WithoutCancel(ctx))
	if err != nil {
		return fmt.Errorf("keep where it was read to: %w", err)
	}
	return nil
}
