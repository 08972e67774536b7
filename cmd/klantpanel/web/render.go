package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

//go:embed templates/*.html templates/parts/*.html
var templateFiles embed.FS

// views holds one template set per language and page: the parts (layout, components) and the page itself. So `t` needs no
// language in a template, and two pages never share a name. A page is parsed when it is first asked for: the program starts at once,
// and a test parses all of them.
type views struct {
	mu    sync.Mutex
	parts map[string]*template.Template // by language
	sets  map[string]*template.Template // by language/page
}

// set is a page with its parts in a language.
func (s *Server) set(language, page string) (*template.Template, error) {
	s.views.mu.Lock()
	defer s.views.mu.Unlock()
	name := language + "/" + page
	if set, ok := s.views.sets[name]; ok {
		return set, nil
	}
	parts, err := s.parts(language)
	if err != nil {
		return nil, err
	}
	set, err := parts.Clone()
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", page, err)
	}
	if err := s.parse(set, "templates/"+page+".html", language); err != nil {
		return nil, err
	}
	s.views.sets[name] = set
	return set, nil
}

func (s *Server) parts(language string) (*template.Template, error) {
	if parts, ok := s.views.parts[language]; ok {
		return parts, nil
	}
	files, err := fs.Glob(templateFiles, "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	parts := template.New("parts").Funcs(s.funcs(language))
	for _, file := range files {
		if err := s.parse(parts, file, language); err != nil {
			return nil, err
		}
	}
	s.views.parts[language] = parts
	return parts, nil
}

var (
	plainText  = regexp.MustCompile(`\{\{t "([a-z0-9_.]+)"\}\}`)
	textAsWord = regexp.MustCompile(`\(t "([a-z0-9_.]+)"\)`)
)

// parse adds a file to a set. Texts without values are put in at once, because a page has hundreds and each costs a look-up.
func (s *Server) parse(set *template.Template, file, language string) error {
	source, err := templateFiles.ReadFile(file)
	if err != nil {
		return fmt.Errorf("page %s: %w", file, err)
	}
	said := func(match []byte, in *regexp.Regexp) string {
		return s.texts.text(language, string(in.FindSubmatch(match)[1]), nil, nil)
	}
	source = plainText.ReplaceAllFunc(source, func(m []byte) []byte { return []byte(template.HTMLEscapeString(said(m, plainText))) })
	source = textAsWord.ReplaceAllFunc(source, func(m []byte) []byte { return []byte(strconv.Quote(said(m, textAsWord))) })
	if _, err := set.New(path.Base(file)).Parse(string(source)); err != nil {
		return fmt.Errorf("page %s: %w", file, err)
	}
	return nil
}

// frame is what the layout shows around a page.
type frame struct {
	Language     string
	Organisation string
	Contact      string
	Name         string // of the reader, "" when signed out
	SignIn       string // the way to sign in from here, "" for none
	Nav          []navLink
	Flash        string
	Here         string // page to come back to after switching language
	SwitchForm   string // id of the form that the language switch sends along, so that what was typed stays; "" for none
	Demo         bool
	Now          time.Time // what the demonstration's clock says
	Version      string
	Look         *look
	Data         any // what the page itself shows
}

// pages are buffers to render in.
var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Page renders templates/name.html with data as its dot. It is rendered whole first, so that an error never leaves half a page.
func (r *Request) Page(name string, data any) error {
	set, err := r.set(r.Language, name)
	if err != nil {
		return err
	}
	f := frame{
		Language: r.Language, Organisation: r.Organisation.Name, Contact: r.Organisation.Contact, SignIn: r.signInHere(),
		Here: r.here(), SwitchForm: r.switchForm, Demo: r.Demo, Now: r.Now(), Version: r.Version, Flash: r.takeFlash(), Nav: r.navigation(), Look: r.look(), Data: data,
	}
	if r.visiting {
		f.Contact = "" // a colleague
	}
	if r.Actor != nil {
		f.Name = r.Actor.Person.Name
	}
	passes := 1
	if r.status == fiber.StatusUnprocessableEntity || r.status == fiber.StatusConflict {
		passes = 2 // the first notes the labels of the fields for the error summary above them
	}
	return r.render(set, "layout.html", f, passes)
}

// Fragment renders one template of a page alone, for a script that puts it into the page.
func (r *Request) Fragment(page, name string, data any) error {
	set, err := r.set(r.Language, page)
	if err != nil {
		return err
	}
	return r.render(set, name, data, 1)
}

func (r *Request) render(set *template.Template, name string, data any, passes int) error {
	b := pages.Get().(*bytes.Buffer)
	defer pages.Put(b)
	for range passes {
		b.Reset()
		if err := set.ExecuteTemplate(b, name, data); err != nil {
			return fmt.Errorf("page %s: %w", set.Name(), err)
		}
	}
	r.Ctx.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	r.Ctx.Set(fiber.HeaderContentLanguage, r.Language)
	r.Ctx.Status(r.status).Response().SetBody(b.Bytes()) // a copy
	return nil
}
