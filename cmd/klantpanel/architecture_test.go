package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// mayImport is the house: what the packages of each part may import of this module, besides their own part.
var mayImport = map[string][]string{
	"migrations":         {},
	"scheduler":          {"migrations"},
	"mail":               {"migrations"},
	"panel":              {"migrations", "scheduler", "mail"},
	"dialogue":           {"migrations", "scheduler", "mail", "panel"},
	"cmd/klantpanel/web": {"migrations", "scheduler", "mail", "panel", "dialogue"},
	"cmd/klantpanel":     {"migrations", "scheduler", "mail", "panel", "dialogue", "cmd/klantpanel/web"},
}

// anyTestMayImport are the helpers that stand apart from the order: a database and a mail server for whoever needs one.
var anyTestMayImport = []string{"migrations/dbtest", "mail/mailtest"}

// timeless are the parts whose time is an argument or the injected clock, so that a year can be rehearsed in a minute.
var timeless = []string{"scheduler", "panel", "dialogue"}

// stopwatches may read the machine's clock all the same: they measure how long this process has held a lease, which virtual time
// must not stretch. No moment that they read reaches the database.
var stopwatches = []string{"scheduler/lease.go", "scheduler/loop.go", "scheduler/loop_lease.go"}

// topLevel is everything that may stand at the top besides dot files.
var topLevel = []string{"cmd", "panel", "dialogue", "scheduler", "mail", "migrations",
	"go.mod", "go.sum", "README.md", "CONTRIBUTING.md", "LICENSE", "Makefile"}

func TestPackagesImportOnlyWhatStandsToTheirLeft(t *testing.T) {
	for _, f := range sources(t) {
		from := partOf(f.folder)
		if from == "" {
			t.Errorf("%s belongs to no part of the house", f.name)
			continue
		}
		for _, to := range f.imports() {
			if helpsTests(to) && !f.test && !helpsTests(f.folder) {
				t.Errorf("%s imports %s, which is for tests", f.name, to)
			}
			if slices.Contains(anyTestMayImport, to) {
				continue
			}
			if part := partOf(to); part != from && !slices.Contains(mayImport[from], part) {
				t.Errorf("%s imports %s: %s may only import %v", f.name, to, from, mayImport[from])
			}
		}
	}
}

func TestTopLevelStaysAsItIs(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	ignored := ignoredNames(t)
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || slices.Contains(topLevel, name) {
			continue
		}
		if slices.ContainsFunc(ignored, func(pattern string) bool { ok, _ := path.Match(pattern, name); return ok }) {
			continue
		}
		t.Errorf("%s stands at the top level, where only %v may stand", name, topLevel)
	}
}

func TestDomainNeverAsksTheMachineForTheTime(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || !slices.Contains(timeless, partOf(f.folder)) || slices.Contains(stopwatches, f.name) {
			continue
		}
		for _, use := range f.clockReadings() {
			t.Error(use)
		}
	}
}

// source is one Go file of the module.
type source struct {
	name   string // from the root, with slashes
	folder string
	test   bool
	files  *token.FileSet
	syntax *ast.File
}

// sources reads every Go file under the root, those of other build tags too, but not those in hidden or testdata folders.
func sources(t *testing.T) []source {
	t.Helper()
	var found []source
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(e.Name(), ".") && file != root
		if e.IsDir() && (hidden || e.Name() == "testdata" || e.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if e.IsDir() || hidden || filepath.Ext(file) != ".go" {
			return nil
		}
		syntax, err := parser.ParseFile(files, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, file)
		name = filepath.ToSlash(name)
		found = append(found, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), files, syntax})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatal("no Go file found: the tests below would prove nothing")
	}
	return found
}

// imports are the packages of this module that the file imports, without the module's name.
func (s source) imports() []string {
	var names []string
	for _, spec := range s.syntax.Imports {
		full, _ := strconv.Unquote(spec.Path.Value)
		if name, ours := strings.CutPrefix(full, "klantpanel/"); ours {
			names = append(names, name)
		}
	}
	return names
}

// clockReadings are the places that use a function of package time which reads the machine's clock.
func (s source) clockReadings() []string {
	alias := s.nameOf("time")
	reads := []string{"Now", "Since", "Until"}
	var found []string
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains(reads, selector.Sel.Name) {
			return true
		}
		if id, ok := selector.X.(*ast.Ident); ok && id.Name == alias {
			line := s.files.Position(n.Pos()).Line
			found = append(found, fmt.Sprintf("%s:%d: time.%s; take the time as an argument or use the clock", s.name, line, selector.Sel.Name))
		}
		return true
	})
	return found
}

// nameOf is the name under which the file imports a package of the standard library, or "".
func (s source) nameOf(standard string) string {
	for _, spec := range s.syntax.Imports {
		if spec.Path.Value != strconv.Quote(standard) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return standard
	}
	return ""
}

// helpsTests reports whether a package exists only for tests, as dbtest and paneltest; nothing that ships may import it.
func helpsTests(folder string) bool { return strings.HasSuffix(folder, "test") }

// partOf is the part of the house that a folder belongs to, or "". The longest name wins: web is not the program around it.
func partOf(folder string) string {
	longest := ""
	for part := range mayImport {
		if (folder == part || strings.HasPrefix(folder, part+"/")) && len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}

// ignoredNames are the names that git ignores at the top: what was built or run there is no part of the house.
func ignoredNames(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		names = append(names, strings.Trim(strings.TrimSpace(line), "/"))
	}
	return names
}
