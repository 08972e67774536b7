package theme

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const svgSpace = "http://www.w3.org/2000/svg"

// drawing are the elements of SVG that draw; what scripts, animates, embeds or refers to elsewhere isn't among them. Nor is what draws
// another part again (use, pattern, mask): a few of them within each other are a billion shapes, and no page would ever show.
var drawing = []string{"svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line", "polyline",
	"polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "style"}

// mostDepth is how deep elements may stand in each other; a browser gives up some way below.
const mostDepth = 100

// readSVG walks through the whole file: a picture of shapes, with nothing that runs and nothing from elsewhere.
func readSVG(body []byte) (Logo, error) {
	var d drawingReader
	in := xml.NewDecoder(bytes.NewReader(body))
	for first := true; ; first = false {
		token, err := in.Token()
		if errors.Is(err, io.EOF) && d.logo.Kind != "" {
			return d.logo, d.clipsTooOften()
		}
		if err != nil {
			return Logo{}, err
		}
		if declaration, ok := token.(xml.ProcInst); ok && first && declaration.Target == "xml" {
			continue
		}
		if err := d.take(token); err != nil {
			return Logo{}, err
		}
	}
}

// drawingReader is where the walk through an SVG has come.
type drawingReader struct {
	logo   Logo
	depth  int
	style  *strings.Builder // text of the <style> that is open, nil outside one
	clips  int              // clipPaths so far
	within int              // depth of the clipPath that is open, 0 outside one
	styled bool             // a <style> clips
}

// clipsTooOften refuses clipPaths that a style could apply to each other's shapes: that multiplies like use does.
func (d *drawingReader) clipsTooOften() error {
	if d.clips > 1 && d.styled {
		return notAllowed("<style> … clip-path")
	}
	return nil
}

// clip follows clipPaths: what stands in one is not clipped again.
func (d *drawingReader) clip(e xml.StartElement) error {
	if d.within > 0 {
		for _, a := range e.Attr {
			if strings.Contains(a.Value, "url(") {
				return notAllowed("<clipPath> … " + a.Name.Local + "=\"" + clip(a.Value) + "\"")
			}
		}
	} else if e.Name.Local == "clipPath" {
		d.clips, d.within = d.clips+1, d.depth+1
	}
	return nil
}

// take looks at one token. In a <style> there may be nothing but text, which is looked at as a whole: the XML around pieces of it could
// hide what they make together.
func (d *drawingReader) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.Directive: // a document type may define entities
		return notAllowed("<!" + clip(string(t)) + ">")
	case xml.ProcInst:
		return notAllowed("<?" + t.Target + "?>")
	case xml.Comment:
		if d.style != nil {
			return notAllowed("<style> … <!--")
		}
	case xml.CharData:
		if d.style != nil {
			d.style.Write(t)
		}
	case xml.StartElement:
		if d.style != nil {
			return notAllowed("<style> … <" + t.Name.Local + ">")
		}
		if err := checkElement(t, d.depth == 0); err != nil {
			return err
		}
		if err := d.clip(t); err != nil {
			return err
		}
		switch {
		case d.depth == 0 && d.logo.Kind != "" || d.depth == mostDepth:
			return errors.New("no SVG that a browser draws")
		case d.depth == 0:
			d.logo = sizeOf(t)
		}
		if t.Name.Local == "style" {
			d.style = &strings.Builder{}
		}
		d.depth++
	case xml.EndElement:
		d.depth--
		if d.depth < d.within {
			d.within = 0
		}
		d.styled = d.styled || d.style != nil && strings.Contains(d.style.String(), "clip-path")
		if d.style != nil && fetches(d.style.String()) {
			return notAllowed("<style> … url(")
		}
		d.style = nil
	}
	return nil
}

func notAllowed(what string) error {
	return Problems{problem("error.logo_content", 0, "", "What", clip(what))}
}

// checkElement lets drawing editors keep their own notes in a space of their own, where browsers don't look: that of HTML and that of
// MathML are none. A base would make a reference within the picture one to elsewhere.
func checkElement(e xml.StartElement, root bool) error {
	isSVG := e.Name.Space == svgSpace
	if root && (!isSVG || e.Name.Local != "svg") {
		return errors.New("no SVG")
	}
	space := strings.ToLower(e.Name.Space)
	if isSVG && !slices.Contains(drawing, e.Name.Local) || strings.Contains(space, "xhtml") || strings.Contains(space, "mathml") {
		return notAllowed("<" + e.Name.Local + ">")
	}
	for _, a := range e.Attr {
		name := strings.ToLower(a.Name.Local)
		value := strings.TrimSpace(a.Value)
		switch {
		case a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns":
		case strings.HasPrefix(name, "on"), name == "base",
			(name == "href" || name == "src") && !strings.HasPrefix(value, "#"),
			isSVG && fetches(value):
			return notAllowed(a.Name.Local + "=\"" + clip(a.Value) + "\"")
		}
	}
	return nil
}

// within is a reference of a style to a part of the picture itself.
var within = regexp.MustCompile(`^[ \t\r\n]*["']?[ \t\r\n]*#`)

// fetches reports whether a style would load something: only url(#…) stays within the picture. An escape could hide it.
func fetches(style string) bool {
	style = strings.ToLower(style)
	for rest := style; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return slices.ContainsFunc([]string{"@import", "@font-face", "image(", "image-set(", "src(", `\`, "javascript:"}, func(loads string) bool {
				return strings.Contains(style, loads)
			})
		}
		if !within.MatchString(after) {
			return true
		}
		rest = after
	}
}

// sizeOf an SVG is its width and height, or those of its viewBox.
func sizeOf(svg xml.StartElement) Logo {
	l := Logo{Kind: "svg"}
	box := []string{}
	for _, a := range svg.Attr {
		switch a.Name.Local {
		case "width":
			l.Width = pixels(a.Value)
		case "height":
			l.Height = pixels(a.Value)
		case "viewBox":
			box = strings.Fields(strings.ReplaceAll(a.Value, ",", " "))
		}
	}
	if (l.Width == 0 || l.Height == 0) && len(box) == 4 {
		l.Width, l.Height = pixels(box[2]), pixels(box[3])
	}
	return l
}

// pixels is a plain number or one of px, rounded up; 0 is anything else.
func pixels(text string) int {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(text), "px"), 64)
	if err != nil || !(v > 0 && v <= 1e6) {
		return 0
	}
	return int(v + .999)
}
