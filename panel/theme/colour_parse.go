package theme

import (
	"encoding/hex"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
)

var (
	errColour      = errors.New("no colour")
	errTransparent = errors.New("a colour that lets through what is behind it")

	number   = regexp.MustCompile(`^[+-]?(\d{1,6}(\.\d{0,9})?|\.\d{1,9})$`)
	hexValue = regexp.MustCompile(`^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$`)
	function = regexp.MustCompile(`^(rgba?|hsla?|color-mix)\((.*)\)$`)
)

// maxMixes is how deep color-mix() may stand within color-mix(): more than any theme has, and little work to read.
const maxMixes = 8

// parseColour understands #rgb, #rrggbb, rgb(), hsl(), the names of CSS Color Level 4 and color-mix(in srgb, a n%, b), if opaque.
func parseColour(text string) (Colour, error) { return colourWithin(text, 0) }

// colourWithin reads a colour that stands within so many color-mix().
func colourWithin(text string, mixes int) (Colour, error) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	if hexValue.MatchString(text) {
		return hexColour(text[1:])
	}
	if hexName, ok := names[text]; ok {
		return hexColour(hexName)
	}
	if text == clear {
		return Colour{}, errTransparent
	}
	call := function.FindStringSubmatch(text)
	switch {
	case call == nil:
		return Colour{}, errColour
	case call[1] == "color-mix" && mixes == maxMixes:
		return Colour{}, errColour
	case call[1] == "color-mix":
		return mixColour(call[2], mixes+1)
	case strings.HasPrefix(call[1], "rgb"):
		return rgbColour(call[2])
	}
	return hslColour(call[2])
}

func hexColour(digits string) (Colour, error) {
	if len(digits) < 6 {
		var doubled strings.Builder
		for _, d := range digits {
			doubled.WriteString(strings.Repeat(string(d), 2))
		}
		digits = doubled.String()
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return Colour{}, errColour
	}
	if len(b) == 4 && b[3] != 255 {
		return Colour{}, errTransparent
	}
	return Colour{b[0], b[1], b[2]}, nil
}

// components are the three values of rgb() or hsl(), with commas or spaces between them. A fourth may only say "opaque".
func components(body string) ([]string, error) {
	body = strings.NewReplacer(",", " ", "/", " ").Replace(body)
	parts := strings.Fields(body)
	if len(parts) == 4 {
		if opaque, err := share(parts[3]); err != nil || opaque < 1 {
			return nil, errTransparent
		}
		parts = parts[:3]
	}
	if len(parts) != 3 {
		return nil, errColour
	}
	return parts, nil
}

func decimal(text string) (float64, error) {
	if !number.MatchString(text) {
		return 0, errColour
	}
	return strconv.ParseFloat(text, 64)
}

// share is a percentage, or a number from 0 to 1.
func share(text string) (float64, error) {
	if percent, ok := strings.CutSuffix(text, "%"); ok {
		v, err := decimal(percent)
		return v / 100, err
	}
	return decimal(text)
}

func rgbColour(body string) (Colour, error) {
	parts, err := components(body)
	if err != nil {
		return Colour{}, err
	}
	var v [3]uint8
	for i, p := range parts {
		s, err := share(p)
		if err != nil {
			return Colour{}, err
		}
		if !strings.HasSuffix(p, "%") {
			s /= 255
		}
		v[i] = channel(s)
	}
	return Colour{v[0], v[1], v[2]}, nil
}

// hslColour converts as CSS Color Level 4 §7.1 does.
func hslColour(body string) (Colour, error) {
	parts, err := components(body)
	if err != nil {
		return Colour{}, err
	}
	hue, err := decimal(strings.TrimSuffix(parts[0], "deg"))
	if err != nil {
		return Colour{}, err
	}
	var v [2]float64
	for i, p := range parts[1:] {
		if v[i], err = share(p); err != nil || !strings.HasSuffix(p, "%") {
			return Colour{}, errColour
		}
		v[i] = min(max(v[i], 0), 1)
	}
	saturation, light := v[0], v[1]
	at := func(n float64) uint8 {
		k := math.Mod(math.Mod(n+hue/30, 12)+12, 12)
		return channel(light - saturation*min(light, 1-light)*max(-1, min(k-3, 9-k, 1)))
	}
	return Colour{at(0), at(8), at(4)}, nil
}

// mixColour reads what stands within color-mix(): "in srgb, a n%, b".
func mixColour(body string, mixes int) (Colour, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(body), "in srgb,")
	parts := splitOutside(rest, ',')
	if !ok || len(parts) != 2 {
		return Colour{}, errColour
	}
	first := strings.TrimSpace(parts[0])
	space := strings.LastIndexByte(first, ' ')
	if space < 0 || !strings.HasSuffix(first, "%") {
		return Colour{}, errColour
	}
	part, err := share(first[space+1:])
	if err != nil || part < 0 || part > 1 {
		return Colour{}, errColour
	}
	a, err := colourWithin(first[:space], mixes)
	if err != nil {
		return Colour{}, err
	}
	b, err := colourWithin(parts[1], mixes)
	return mixed(a, b, part), err
}

// splitOutside splits at a separator that stands outside brackets and quotes.
func splitOutside(text string, separator rune) []string {
	var parts []string
	from, brackets, quote := 0, 0, rune(0)
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			brackets++
		case c == ')':
			brackets--
		case c == separator && brackets == 0:
			parts = append(parts, text[from:i])
			from = i + 1
		}
	}
	return append(parts, text[from:])
}
