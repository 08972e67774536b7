package web

import (
	"encoding/json"
	"fmt"

	"github.com/gofiber/fiber/v2"
)

// The members of a JSON Feed that are used here: version 1.1, jsonfeed.org.
type (
	jsonFeed struct {
		Version  string       `json:"version"`
		Title    string       `json:"title"`
		HomePage string       `json:"home_page_url"`
		FeedURL  string       `json:"feed_url"`
		NextURL  string       `json:"next_url,omitempty"`
		Authors  []jsonAuthor `json:"authors"`
		Language string       `json:"language"`
		Items    []jsonItem   `json:"items"`
	}

	jsonAuthor struct {
		Name string `json:"name"`
	}

	jsonItem struct {
		ID        string   `json:"id"`
		URL       string   `json:"url"`
		Title     string   `json:"title"`
		Content   string   `json:"content_html"`
		Summary   string   `json:"summary"`
		Published string   `json:"date_published"`
		Modified  string   `json:"date_modified"`
		Tags      []string `json:"tags,omitempty"`
	}
)

const jsonFeedType = "application/feed+json"

// showJSONFeed answers with a JSON Feed. A page of any other site may read it: it takes no cookies, so that page gets what it could
// fetch by itself, which is what the world may read or what the holder of a secret address gave it.
func showJSONFeed(r *Request) error {
	f, err := r.readFeed(jsonForm)
	if err != nil {
		return err
	}
	r.Ctx.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	return r.answerFeed(f, jsonFeedType+"; charset=utf-8", r.jsonFeed)
}

func (r *Request) jsonFeed(f feed) ([]byte, error) {
	out := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, HomePage: f.Home, FeedURL: f.Self, NextURL: f.Next,
		Authors: []jsonAuthor{{feedText(f.Author)}}, Language: r.Language, Items: []jsonItem{}}
	for _, e := range f.Entries {
		content, err := r.feedContent(e)
		if err != nil {
			return nil, err
		}
		item := jsonItem{ID: urn(e.ID), URL: e.URL, Title: e.Title, Content: content, Summary: e.Summary, Published: atomTime(e.At), Modified: atomTime(e.At)}
		if e.Label != "" {
			item.Tags = []string{e.Label}
		}
		out.Items = append(out.Items, item)
	}
	body, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	return body, nil
}
