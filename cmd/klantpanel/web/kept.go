package web

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

const (
	keptAtMost    = 64 << 10 // bytes of names and values
	keptPerPerson = 20       // the newest

	// keptField tells, in a form that is sent again from its page, which kept form it was.
	keptField = "_kept"

	// keptCookie holds the id of the kept form that was refused last in this browser. It is the owner's only (see keptRefused).
	keptCookie     = "kept"
	keptCorrection = time.Hour // to put it right
)

// keptForm is what somebody sent after their session had ended. It waits until they have signed in again.
type keptForm struct {
	bun.BaseModel `bun:"table:kept_forms,alias:kf"`

	ID        uuid.UUID `bun:"id,pk"`
	PersonID  uuid.UUID `bun:"person_id"`
	Path      string    `bun:"path"` // where it was sent to
	Form      string    `bun:"form"` // field → values, as JSON
	CreatedAt time.Time `bun:"created_at"`
}

func (k keptForm) address() string { return "/kept/" + k.ID.String() }

var errTooLargeToKeep = errors.New("too large to keep")

// keep stores the form of somebody whose session ended. It gives nil where there is nothing to keep: no session ever, a script that
// tries again by itself, or a file, without which the rest would mean something else.
func (r *Request) keep() (*keptForm, error) {
	path := localTarget(string(r.Ctx.Context().URI().RequestURI()))
	values := r.posted()
	if r.former == uuid.Nil || r.byScript() || path == "/" || r.hasFile() || !anyTyped(values) {
		return nil, nil
	}
	size := 0
	for name, all := range values {
		for _, v := range all {
			size += len(name) + len(v)
		}
	}
	if size > keptAtMost {
		return nil, errTooLargeToKeep
	}
	form, err := json.Marshal(values)
	if err != nil {
		return nil, fmt.Errorf("keep form: %w", err)
	}
	k := keptForm{ID: uuid.New(), PersonID: r.former, Path: path, Form: string(form), CreatedAt: r.Now()}
	err = r.DB.RunInTx(r.Context(), nil, func(ctx context.Context, tx bun.Tx) error { return k.store(ctx, tx) })
	if err != nil {
		return nil, fmt.Errorf("keep form: %w", err)
	}
	return &k, nil
}

// store keeps the form once, however often its page is loaded again, and drops the oldest beyond keptPerPerson.
func (k *keptForm) store(ctx context.Context, tx bun.Tx) error {
	active, err := tx.NewSelect().Model((*panel.Person)(nil)).Where("id = ? AND active", k.PersonID).Exists(ctx)
	if err != nil {
		return err
	}
	if !active {
		return panel.Refuse(panel.NotFound, "error.person_not_found")
	}
	same := tx.NewSelect().Model(k).Where("person_id = ? AND path = ? AND form = ?", k.PersonID, k.Path, k.Form).Limit(1)
	if err := same.Scan(ctx); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if _, err := tx.NewInsert().Model(k).Exec(ctx); err != nil {
		return err
	}
	newest := tx.NewSelect().Model((*keptForm)(nil)).Column("id").Where("person_id = ?", k.PersonID).Order("created_at DESC", "id DESC").Limit(keptPerPerson)
	_, err = tx.NewDelete().Model((*keptForm)(nil)).Where("person_id = ? AND id <> ?", k.PersonID, k.ID).Where("id NOT IN (?)", newest).Exec(ctx)
	return err
}

func (r *Request) hasFile() bool {
	form, err := r.Ctx.MultipartForm()
	if err != nil {
		return false
	}
	for _, files := range form.File {
		if slices.ContainsFunc(files, func(f *multipart.FileHeader) bool { return f.Filename != "" }) {
			return true
		}
	}
	return false
}

// anyTyped reports whether the reader filled in something; names that start with _ are the page's own.
func anyTyped(values map[string][]string) bool {
	for name, all := range values {
		if !strings.HasPrefix(name, "_") && strings.TrimSpace(strings.Join(all, "")) != "" {
			return true
		}
	}
	return false
}

func loadKept(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = r.DB.NewSelect().Model(&r.kept).Where("id = ? AND created_at > ?", id, r.Now().Add(-panel.KeptTerm)).Scan(r.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	if err != nil {
		return fmt.Errorf("kept form: %w", err)
	}
	return nil
}

// keptOf asks for somebody's kept forms, the newest first.
func (r *Request) keptOf(db bun.IDB, person uuid.UUID) *bun.SelectQuery {
	return db.NewSelect().Where("person_id = ? AND created_at > ?", person, r.Now().Add(-panel.KeptTerm)).Order("created_at DESC", "id DESC")
}

// goOn is where somebody who signs in goes: to what was kept for them, or else where they were going.
func (r *Request) goOn(ctx context.Context, db bun.IDB, person uuid.UUID, next string) (string, error) {
	var kept []keptForm
	if err := r.keptOf(db, person).Model(&kept).Column("id").Scan(ctx); err != nil {
		return "", fmt.Errorf("kept forms: %w", err)
	}
	asked := func(k keptForm) bool { return k.address() == next }
	switch {
	case slices.ContainsFunc(kept, asked):
		return next, nil
	case len(kept) > 0:
		return kept[0].address(), nil
	case strings.HasPrefix(next, "/kept/"): // somebody else's, or sent already
		return "/", nil
	}
	return next, nil
}

// keptDone forgets a kept form that was sent again and taken, and leads to the next one if there is another. One that was refused is
// remembered, because the page on which it is put right no longer says which it was.
func (r *Request) keptDone() error {
	if r.Actor == nil || r.Ctx.Method() != http.MethodPost {
		return nil
	}
	id, err := uuid.Parse((&Form{Values: r.posted()}).Value(keptField))
	if !r.taken && r.Ctx.Response().StatusCode() != fiber.StatusSeeOther {
		if err == nil {
			r.cookie(keptCookie, id.String(), keptCorrection)
		}
		return nil
	}
	if err != nil {
		id, err = r.keptRefused()
	}
	if err == nil && id != uuid.Nil {
		err = r.forgetKept(id)
	}
	if err != nil { // what was sent is done: it only stays for its week
		r.Log.Warn("a kept form stays", "error", err)
		return nil
	}
	if id == uuid.Nil || r.taken {
		return nil
	}
	was := string(r.Ctx.Response().Header.Peek(fiber.HeaderLocation))
	next, err := r.goOn(r.Context(), r.DB, r.Actor.Person.ID, was)
	if err != nil {
		r.Log.Warn("a kept form stays", "error", err)
		return nil
	}
	return r.Redirect(next)
}

// keptRefused is the kept form of the reader that was refused in this browser, if it went where this form goes; else uuid.Nil.
func (r *Request) keptRefused() (uuid.UUID, error) {
	id, err := uuid.Parse(r.Ctx.Cookies(r.cookieName(keptCookie)))
	if err != nil { // none, or not ours
		return uuid.Nil, nil
	}
	var refused keptForm
	err = r.keptOf(r.DB, r.Actor.Person.ID).Model(&refused).Where("id = ?", id).Scan(r.Context())
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return uuid.Nil, fmt.Errorf("kept form: %w", err)
	}
	if path, _, _ := strings.Cut(refused.Path, "?"); err != nil || path != r.Ctx.Path() {
		return uuid.Nil, nil
	}
	r.cookie(keptCookie, "", -time.Hour)
	return id, nil
}

func (r *Request) forgetKept(id uuid.UUID) error {
	_, err := r.DB.NewDelete().Model((*keptForm)(nil)).Where("id = ? AND person_id = ?", id, r.Actor.Person.ID).Exec(r.Context())
	if err != nil {
		return fmt.Errorf("forget kept form: %w", err)
	}
	return nil
}
