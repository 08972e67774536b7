package theme

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	errLength = errors.New("no length from 0 to 32 px")
	errFont   = errors.New("no list of font families")

	length   = regexp.MustCompile(`^(\d{1,4}(?:\.\d{0,6})?|\.\d{1,6})(px|rem|em)?$`)
	fontName = regexp.MustCompile(`^[\pL\pN][\pL\pN _.-]{0,59}$`)
)

// maxRadius in pixels is where a button of ours is as round as it gets; pixels per rem as browsers count.
const (
	maxRadius = 32
	remPixels = 16
)

// parseRadius reads a length from 0 to 32 px, in px, rem or em, and gives it as it is written out.
func parseRadius(text string) (string, error) {
	found := length.FindStringSubmatch(strings.ToLower(text))
	if found == nil {
		return "", errLength
	}
	v, err := strconv.ParseFloat(found[1], 64)
	if err != nil || found[2] == "" && v != 0 {
		return "", errLength
	}
	pixels := v
	if found[2] != "px" {
		pixels *= remPixels
	}
	if pixels > maxRadius {
		return "", errLength
	}
	return strconv.FormatFloat(v, 'f', -1, 64) + found[2], nil
}

// generic families are written without quotes; a list ends in one, or nobody knows what a machine without the font shows.
var generic = []string{"serif", "sans-serif", "monospace", "system-ui", "ui-sans-serif", "ui-serif", "ui-monospace", "ui-rounded", "-apple-system"}

const maxFamilies = 16

// parseFont reads names of font families and gives them as they are written out. No font is ever fetched.
func parseFont(text string) (string, error) {
	parts := splitOutside(text, ',')
	if len(parts) > maxFamilies {
		return "", errFont
	}
	var families []string
	ends := false
	for _, p := range parts {
		p = strings.TrimSpace(p)
		plain := strings.ToLower(p)
		if slices.Contains(generic, plain) {
			families = append(families, plain)
			ends = ends || plain != "-apple-system"
			continue
		}
		if len(p) > 1 && (p[0] == '"' || p[0] == '\'') && p[len(p)-1] == p[0] {
			p = p[1 : len(p)-1]
		} else if slices.Contains([]string{"inherit", "initial", "unset", "revert", "revert-layer", "default"}, plain) {
			return "", errFont
		}
		if !fontName.MatchString(p) {
			return "", errFont
		}
		families = append(families, `"`+p+`"`)
	}
	if !ends {
		families = append(families, "sans-serif")
	}
	return strings.Join(families, ", "), nil
}
