package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var suppressed = regexp.MustCompile(`mail\.Suppress\("([^"]+)"\)`)

func TestEveryLetterThatIsHeldBackSaysInAPlainSentenceWhy(t *testing.T) {
	root, seen := filepath.Join("..", "..", ".."), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, why := range suppressed.FindAllStringSubmatch(string(source), -1) {
			seen++
			if !slices.ContainsFunc(mailReasons, func(r mailReasonOf) bool { return strings.HasPrefix(why[1], r.begins) }) {
				t.Errorf("%s: %q has no sentence among mailReasons", path, why[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 20 {
		t.Errorf("%d reasons found: is this the project's folder?", seen)
	}
}
