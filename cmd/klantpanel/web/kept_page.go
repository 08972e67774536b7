package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

var keptRoutes = []Route{
	{Method: "GET", Path: "/kept/:id", Access: KeptOwner, Handle: showKept},
	{Method: "POST", Path: "/kept/:id/delete", Access: KeptOwner, Handle: deleteKept},
}

// sessionOverPage answers a form of somebody who is no longer signed in, and lets them sign in right there.
type sessionOverPage struct {
	signInPage
	Kept     bool // they find it when they have signed in
	TooLarge bool // to keep
	Typed    []string
}

// sessionOver keeps the form if it can. That it can't is no reason not to show what was typed.
func (r *Request) sessionOver() error {
	next := r.here()
	kept, err := r.keep()
	if kept != nil {
		next = kept.address()
	}
	if err != nil && !errors.Is(err, errTooLargeToKeep) {
		r.Log.Warn("a form isn't kept", "route", r.Ctx.Locals(routeKey), "error", err)
	}
	return r.Status(fiber.StatusUnauthorized).Page("session_over", sessionOverPage{
		signInPage: r.signInPage(NewForm("_next", next)), Kept: kept != nil, TooLarge: errors.Is(err, errTooLargeToKeep), Typed: r.typed(),
	})
}

// keptPage shows what was typed, and has the form that sends it to where it was going.
type keptPage struct {
	keptForm
	Place  keptPlace
	Typed  []keptTyped
	More   bool        // marks and choices that say nothing by themselves
	Fields []keptValue // all of the form, in order of name
}

type keptValue struct{ Name, Value string }

// keptTyped is what was typed in a field; the label is "" for a field that has none of its own.
type keptTyped struct{ Label, Text string }

func showKept(r *Request) error {
	p := keptPage{keptForm: r.kept, Place: r.keptPlace(r.kept.Path)}
	var values map[string][]string
	if err := json.Unmarshal([]byte(r.kept.Form), &values); err != nil {
		return fmt.Errorf("kept form %s: %w", r.kept.ID, err)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		texts := typedTexts(map[string][]string{name: values[name]})
		label, choice := r.keptLabel(name)
		for _, text := range texts {
			if !choice {
				p.Typed = append(p.Typed, keptTyped{label, text})
			}
		}
		for _, v := range values[name] {
			if name != keptField {
				p.Fields = append(p.Fields, keptValue{name, v})
			}
			p.More = p.More || !strings.HasPrefix(name, "_") && strings.TrimSpace(v) != "" && (choice || !slices.Contains(texts, v))
		}
	}
	return r.Page("kept", p)
}

func deleteKept(r *Request) error {
	if err := r.forgetKept(r.kept.ID); err != nil {
		return err
	}
	next, err := r.goOn(r.Context(), r.DB, r.Actor.Person.ID, "/")
	if err != nil {
		return err
	}
	r.Flash("kept.deleted")
	return r.Redirect(next)
}
