package web

import (
	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

// blockPoints is how many points a block shows: what fits on an intranet's start page.
const blockPoints = 3

// feedBlock is the latest that was told, for within a page of the intranet.
type feedBlock struct {
	Feed     feed
	Name     string // of the panel or service
	Headline string
	Points   []feedPoint
	More     string // all of it
	Language string
	Look     *look
}

// showBlock is a page without navigation, which other sites show in a frame: any site what the world may read, else the sites that the
// organisation named.
func showBlock(r *Request) error {
	f, err := r.readFeed(blockForm)
	if err != nil {
		return err
	}
	sites := []string{"*"}
	if r.address != nil {
		sites = append([]string{"'self'"}, r.Organisation.Frames()...)
	}
	r.framedBy(sites...)
	if len(f.Entries) > blockPoints {
		f.Entries = f.Entries[:blockPoints]
	}
	known, err := r.keptBy([]any{f.Entries, f.Title, sites}, f.Updated)
	if err != nil {
		return err
	}
	if known {
		return r.Ctx.SendStatus(fiber.StatusNotModified)
	}
	set, err := r.set(r.Language, "feed")
	if err != nil {
		return err
	}
	return r.render(set, "feed-block", r.block(f), 1)
}

// block picks what stands first in the latest digest, or of a service the latest points.
func (r *Request) block(f feed) feedBlock {
	b := feedBlock{Feed: f, Name: r.panel.Name, More: f.Home, Language: r.Language, Look: r.look()}
	if r.service.ID != uuid.Nil {
		b.Name = r.service.Name
		for _, e := range f.Entries {
			b.Points = append(b.Points, e.Sections[0].Points...)
		}
		return b
	}
	if len(f.Entries) == 0 {
		return b
	}
	latest := f.Entries[0]
	b.Headline, b.More = latest.Headline, latest.URL
	for _, section := range latest.Sections {
		b.Points = append(b.Points, section.Points...)
	}
	b.Points = b.Points[:min(len(b.Points), blockPoints)]
	return b
}
