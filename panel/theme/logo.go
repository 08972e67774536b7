package theme

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"slices"
	"strconv"
	"strings"
)

// MaxLogo is the most bytes that a logo may have; MaxSide the most pixels of a side.
const (
	MaxLogo = 40 << 10
	MaxSide = 2000
)

// Logo is a picture that may be shown by <img>.
type Logo struct {
	Kind          string // svg or png
	Width, Height int    // pixels of its own
}

// ReadLogo finds out what a file is by what is in it, and refuses with Problems what is no plain picture.
func ReadLogo(body []byte) (Logo, error) {
	refuse := func(message string, pairs ...any) (Logo, error) {
		return Logo{}, Problems{problem(message, 0, "", pairs...)}
	}
	if len(body) > MaxLogo {
		return refuse("error.logo_large", "Most", MaxLogo>>10)
	}
	var l Logo
	var err error
	switch {
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		l, err = readPNG(body)
	case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("<")):
		l, err = readSVG(body)
	default:
		return refuse("error.logo_kind")
	}
	var told Problems
	switch {
	case errors.As(err, &told):
		return Logo{}, told
	case err != nil:
		return refuse("error.logo_broken")
	case l.Width < 1 || l.Height < 1 || l.Width > MaxSide || l.Height > MaxSide:
		return refuse("error.logo_size", "Most", MaxSide)
	}
	return l, nil
}

// readPNG looks at the size before it unpacks anything.
func readPNG(body []byte) (Logo, error) {
	config, err := png.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return Logo{}, err
	}
	l := Logo{"png", config.Width, config.Height}
	if max(l.Width, l.Height) <= MaxSide {
		_, err = png.Decode(bytes.NewReader(body))
	}
	return l, err
}

const svgSpace = "http://www.w3.org/2000/svg"

// drawing are the elements of SVG that draw; what scripts, animates, embeds or refers to elsewhere isn't among them.
var drawing = []string{"svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line", "polyline",
	"polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "style"}

// readSVG walks through the whole file: a picture of shapes, with nothing that runs and nothing from elsewhere.
func readSVG(body []byte) (Logo, error) {
	var l Logo
	in := xml.NewDecoder(bytes.NewReader(body))
	var open []string
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) && l.Kind != "" {
			return l, nil
		}
		if err != nil {
			return Logo{}, err
		}
		switch t := token.(type) {
		case xml.Directive: // a document type may define entities
			return Logo{}, notAllowed("<!" + clip(string(t)) + ">")
		case xml.ProcInst:
			if t.Target != "xml" {
				return Logo{}, notAllowed("<?" + t.Target + "?>")
			}
		case xml.StartElement:
			if err := checkElement(t, len(open) == 0); err != nil {
				return Logo{}, err
			}
			if len(open) == 0 {
				l = sizeOf(t)
			}
			open = append(open, t.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if slices.Contains(open, "style") && fetches(string(t)) {
				return Logo{}, notAllowed("<style> … url(")
			}
		}
	}
}

func notAllowed(what string) error {
	return Problems{problem("error.logo_content", 0, "", "What", clip(what))}
}

// checkElement lets drawing editors keep their own notes in a space of their own, where browsers don't look.
func checkElement(e xml.StartElement, root bool) error {
	isSVG := e.Name.Space == svgSpace
	if root && (!isSVG || e.Name.Local != "svg") {
		return errors.New("no SVG")
	}
	if isSVG && !slices.Contains(drawing, e.Name.Local) || strings.Contains(e.Name.Space, "xhtml") {
		return notAllowed("<" + e.Name.Local + ">")
	}
	for _, a := range e.Attr {
		name := strings.ToLower(a.Name.Local)
		value := strings.TrimSpace(a.Value)
		switch {
		case a.Name.Space == "xmlns" || name == "xmlns":
		case strings.HasPrefix(name, "on"),
			(name == "href" || name == "src") && !strings.HasPrefix(value, "#"),
			isSVG && fetches(value):
			return notAllowed(a.Name.Local + "=\"" + clip(a.Value) + "\"")
		}
	}
	return nil
}

// fetches reports whether a style would load something: only url(#…) stays within the picture. An escape could hide it.
func fetches(style string) bool {
	style = strings.ToLower(style)
	for rest := style; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return strings.Contains(style, "@import") || strings.Contains(style, "@font-face") || strings.Contains(style, "image(") ||
				strings.Contains(style, "image-set(") || strings.Contains(style, `\`) || strings.Contains(style, "javascript:")
		}
		if !strings.HasPrefix(strings.TrimLeft(after, " \t\r\n\"'"), "#") {
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
