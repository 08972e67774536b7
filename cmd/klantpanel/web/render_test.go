package web

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"klantpanel/migrations/dbtest"
)

func TestEveryPageCanBeParsedInBothLanguages(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	pages, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	for _, file := range pages {
		for _, language := range languages {
			if _, err := s.server.set(language, strings.TrimSuffix(path.Base(file), ".html")); err != nil {
				t.Error(err)
			}
		}
	}
}
