package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"
)

// qrCode is a QR code of an address as an SVG: sharp at any size, with the quiet zone that scanners need around it, and dark on white
// whatever the page around it is. label says what it is to who can't see it.
func qrCode(address, label string) (template.HTML, error) {
	code, err := qrcode.New(address, qrcode.Medium) // 15 % of it may be under a coffee stain (ISO/IEC 18004)
	if err != nil {
		return "", fmt.Errorf("QR code: %w", err)
	}
	modules := code.Bitmap()
	size := strconv.Itoa(len(modules))
	var m markup
	m.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 `, size, ` `, size, `" shape-rendering="crispEdges" role="img"><title>`).text(label).
		raw(`</title><path fill="#fff" d="M0 0h`, size, `v`, size, `H0z"/><path fill="#000" d="`, modulePath(modules), `"/></svg>`)
	return m.html(), nil
}

// modulePath draws each row's stretches of dark modules, a module being one by one.
func modulePath(modules [][]bool) string {
	var b strings.Builder
	for y, row := range modules {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1H%dz", from, y, x-from, from)
			}
		}
	}
	return b.String()
}
