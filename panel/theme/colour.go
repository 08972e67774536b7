package theme

import (
	"fmt"
	"math"
)

// Colour is an opaque colour in sRGB.
type Colour struct{ R, G, B uint8 }

// Hex is the colour as #rrggbb.
func (c Colour) Hex() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Ratio is the contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
func Ratio(a, b Colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + .05) / (min(la, lb) + .05)
}

// luminance is the relative luminance of WCAG 2.2.
func (c Colour) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= .04045 {
			return s / 12.92
		}
		return math.Pow((s+.055)/1.055, 2.4)
	}
	return .2126*linear(c.R) + .7152*linear(c.G) + .0722*linear(c.B)
}

// mixed is color-mix(in srgb, a share, b).
func mixed(a, b Colour, share float64) Colour {
	mix := func(x, y uint8) uint8 { return channel((float64(x)*share + float64(y)*(1-share)) / 255) }
	return Colour{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B)}
}

func channel(share float64) uint8 { return uint8(math.Round(255 * min(max(share, 0), 1))) }
