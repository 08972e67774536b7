package main

import (
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/web"
)

// crawler follows each link and each search form that a role sees, without a browser: pages are many, and most of them are alike.
type crawler struct {
	*world
	t      testing.TB
	who    string
	client http.Client
	routes []pattern

	found map[string]found // by path
	tried map[string]int   // how many pages of each route
	shown map[string]bool  // what the pages to look at show, with their route
}

// found is a page that a role came to.
type found struct {
	path, route string
	clicks      int  // from the start page, by the shortest way
	look        bool // it shows something that no other page of this route shows
	first       bool // of its route
}

// pattern is a GET route of the table.
type pattern struct {
	path string
	of   *regexp.Regexp
}

var parameter = regexp.MustCompile(`:[a-z]+`)

func patterns(routes []web.Route) []pattern {
	var all []pattern
	for _, route := range routes {
		if route.Method == http.MethodGet {
			all = append(all, pattern{route.Path, regexp.MustCompile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(route.Path), "[^/]+") + "$")})
		}
	}
	return all
}

// routeOf is the route that answers for a path, as the server chooses it; "" when none does.
func (c *crawler) routeOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	for _, p := range c.routes {
		if p.of.MatchString(path) {
			return p.path
		}
	}
	return ""
}

// mostAlike is how many pages of one route are crawled: enough that a point of every kind is among them.
const mostAlike = 60

// crawl finds what a role can come to from the start page; who isn't signed in has no role. A world is crawled once for each: what tests
// look at stays where it is.
func (w *world) crawl(t testing.TB, role string) []found {
	t.Helper()
	if known, ok := w.crawled[role]; ok {
		return known
	}
	if w.crawled == nil {
		w.crawled = map[string][]found{}
	}
	w.crawled[role] = w.crawlAs(t, role)
	return w.crawled[role]
}

func (w *world) crawlAs(t testing.TB, role string) []found {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &crawler{world: w, t: t, who: role, client: http.Client{Jar: jar}, routes: patterns(w.site.Routes()),
		found: map[string]found{}, tried: map[string]int{}, shown: map[string]bool{}}
	defer c.client.CloseIdleConnections()
	if role == "" {
		c.who = "visitor"
	} else if _, err := c.client.PostForm(w.BaseURL+"/demo/sign-in/"+role, url.Values{}); err != nil {
		t.Fatal(err)
	}
	ahead := []found{{path: "/", route: "/"}}
	for ; len(ahead) > 0; ahead = ahead[1:] {
		if _, known := c.found[ahead[0].path]; !known && c.tried[ahead[0].route] < mostAlike {
			ahead = append(ahead, c.visit(ahead[0])...)
		}
	}
	return slices.SortedFunc(maps.Values(c.found), func(a, b found) int {
		if a.clicks != b.clicks {
			return a.clicks - b.clicks
		}
		return strings.Compare(a.path, b.path)
	})
}

// visit reads a page, notes it, and gives what it leads to.
func (c *crawler) visit(p found) []found {
	c.t.Helper()
	c.tried[p.route]++
	res, err := c.client.Get(c.BaseURL + p.path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		c.t.Errorf("%s is led to %s, which answers %d", c.who, p.path, res.StatusCode)
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		c.found[p.path] = p
		return nil
	}
	page, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	c.obeysThePolicy(p.path, res.Header.Get("Content-Security-Policy"), page)
	p.look, p.first = c.isOther(p.route, page), c.tried[p.route] == 1
	c.found[p.path] = p
	if p.route == "/mailbox/:id" {
		return nil // a letter leads to what its reader may see, who is somebody else
	}
	return c.ahead(p, page)
}

// obeysThePolicy checks that the policy allows nothing within a page, and that nothing within the page asks for it.
func (c *crawler) obeysThePolicy(path, policy string, page *goquery.Document) {
	c.t.Helper()
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe-") {
		c.t.Errorf("%s comes with the policy %q", path, policy)
	}
	page.Find("*").Each(func(_ int, e *goquery.Selection) {
		for _, attribute := range e.Get(0).Attr {
			if attribute.Key == "style" || strings.HasPrefix(attribute.Key, "on") {
				c.t.Errorf("%s has %s=%q on %s", path, attribute.Key, attribute.Val, goquery.NodeName(e))
			}
		}
	})
	if within := page.Find("style, script:not([src])"); within.Length() > 0 {
		c.t.Errorf("%s has a %s within the page", path, goquery.NodeName(within))
	}
}

// ahead are the pages that a page leads to by a link or by a search form as it stands.
func (c *crawler) ahead(from found, page *goquery.Document) []found {
	var paths []string
	page.Find("a[href]").Each(func(_ int, a *goquery.Selection) { paths = append(paths, a.AttrOr("href", "")) })
	page.Find("form").Each(func(_ int, form *goquery.Selection) {
		if strings.EqualFold(form.AttrOr("method", "get"), "get") {
			paths = append(paths, form.AttrOr("action", from.path)+"?"+formValues(form).Encode())
		}
	})
	var all []found
	base, _ := url.Parse(c.BaseURL + from.path)
	for _, path := range paths {
		target, err := base.Parse(path)
		if err != nil || target.Host != base.Host || target.Scheme != base.Scheme {
			continue
		}
		path := strings.TrimSuffix(target.RequestURI(), "?")
		route := c.routeOf(path)
		if route == "" && !strings.HasPrefix(path, "/static/") {
			c.t.Errorf("%s is led from %s to %s, which no route answers", c.who, from.path, path)
		}
		if route != "" && isPage(route) {
			all = append(all, found{path: path, route: route, clicks: from.clicks + 1})
		}
	}
	return all
}

func formValues(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], select[name]").Each(func(_ int, field *goquery.Selection) {
		value := field.AttrOr("value", "")
		if kind := field.AttrOr("type", ""); (kind == "checkbox" || kind == "radio") && field.AttrOr("checked", "-") == "-" {
			return
		}
		if field.Is("select") {
			value = field.Find("option[selected]").AttrOr("value", field.Find("option").First().AttrOr("value", ""))
		}
		values.Set(field.AttrOr("name", ""), value)
	})
	return values
}

// isOther reports whether a page shows something that no page of this route showed before: an element of another kind, or another form.
func (c *crawler) isOther(route string, page *goquery.Document) bool {
	other := false
	page.Find("body *").Each(func(_ int, e *goquery.Selection) {
		what := route + " " + goquery.NodeName(e) + "." + e.AttrOr("class", "") + "@" + withoutIDs(e.AttrOr("action", ""))
		other = other || !c.shown[what]
		c.shown[what] = true
	})
	return other
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

func withoutIDs(path string) string { return anyID.ReplaceAllString(path, uuid.Nil.String()) }
