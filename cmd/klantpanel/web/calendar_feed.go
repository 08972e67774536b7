package web

import (
	"mime"
	"strings"

	"github.com/gofiber/fiber/v2"

	"klantpanel/panel"
)

// A calendar program has no session: the token in the address is all it brings. The address may end in .ics, which some want.
var calendarFeedRoutes = []Route{{Method: "GET", Path: "/calendar/:token", Access: Anyone, Handle: showFeed}}

// showFeed answers with the calendar, or with nothing at all for an address that never was, was revoked, or is of somebody who left.
func showFeed(r *Request) error {
	r.Ctx.Set("X-Robots-Tag", "noindex, nofollow")
	id, ok := panel.FeedOfToken(r.Organisation.Secret, strings.TrimSuffix(r.Ctx.Params("token"), ".ics"))
	if !ok {
		return r.noFeed()
	}
	feed, err := r.Panel.ReadFeed(r.Context(), id, r.Organisation, r.BaseURL)
	if isMissing(err) {
		return r.noFeed()
	}
	if err != nil {
		return err
	}
	due, err := r.Dialogue.DueDays(r.Context(), feed.Services, feed.Feed.PanelID, feed.From)
	if err != nil {
		return err
	}
	feed.Add(due)
	file := feed.Bytes()
	tag := feed.Tag(file)
	r.Ctx.Set(fiber.HeaderETag, tag)
	r.Ctx.Set(fiber.HeaderCacheControl, "private, no-cache") // kept by the program itself, and asked about each time
	if knows(r.Ctx.Get(fiber.HeaderIfNoneMatch), tag) {
		return r.Ctx.SendStatus(fiber.StatusNotModified)
	}
	r.Ctx.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	r.Ctx.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": r.T("calendar_feeds.file")}))
	return r.Ctx.Send(file)
}

func (r *Request) noFeed() error {
	r.Ctx.Status(fiber.StatusNotFound)
	return nil
}

// knows reports whether an If-None-Match field names the tag, or any (RFC 9110 section 13.1.2: compared weakly).
func knows(field, tag string) bool {
	for one := range strings.SplitSeq(field, ",") {
		if one = strings.TrimSpace(one); one == "*" || one != "" && strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
