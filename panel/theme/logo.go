package theme

import (
	"bytes"
	"errors"
	"image/png"
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
