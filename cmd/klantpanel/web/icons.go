package web

import (
	"fmt"
	"html/template"
)

// iconShapes are drawn on 24 by 24, with a line and no fill.
var iconShapes = map[string]string{
	"check":    `<path d="M4.5 12.5l5 5 10-11"/>`,
	"clock":    `<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>`,
	"alert":    `<path d="M12 3.5l9.2 16.3H2.8z"/><path d="M12 10v4.4M12 17v.2"/>`,
	"info":     `<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.8v.2"/>`,
	"person":   `<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>`,
	"people":   `<circle cx="9" cy="8.5" r="3.2"/><path d="M2.8 19c.6-3.3 3-5 6.2-5s5.6 1.7 6.2 5M15.5 5.600a3.2 3.2 0 0 1 0 5.800M17.5 14.400c2 .7 3.3 2.2 3.7 4.6"/>`,
	"chat":     `<path d="M5 5h14a1.5 1.5 0 0 1 1.5 1.500v8A1.5 1.5 0 0 1 19 16h-7l-4.5 3.800V16H5a1.5 1.5 0 0 1-1.5-1.500v-8A1.5 1.5 0 0 1 5 5z"/>`,
	"inbox":    `<path d="M3.5 13.500L6.5 5h11l3 8.500V19h-17zM3.5 13.500h5l1.2 2.500h4.600l1.2-2.500h5"/>`,
	"promise":  `<circle cx="12" cy="9.5" r="5.5"/><path d="M9.7 9.600l1.7 1.7 3-3.300M8.8 14.200L7.5 21l4.5-2.4 4.5 2.4-1.3-6.8"/>`,
	"heart":    `<path d="M12 20S3.5 15 3.5 9.200A4.6 4.6 0 0 1 12 6.800a4.6 4.6 0 0 1 8.5 2.400C20.5 15 12 20 12 20z"/>`,
	"mail":     `<path d="M3.5 6h17v12.500h-17zM3.8 6.500l8.2 6.7 8.2-6.7"/>`,
	"arrow":    `<path d="M4.5 12h15M13.5 6l6 6-6 6"/>`,
	"back":     `<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>`,
	"pause":    `<path d="M8.5 5v14M15.5 5v14"/>`,
	"stop":     `<circle cx="12" cy="12" r="8.5"/><path d="M6.3 6.300l11.4 11.4"/>`,
	"repeat":   `<path d="M19.5 12a7.5 7.5 0 1 1-2.4-5.500M17.5 2.800v4h-4"/>`,
	"calendar": `<path d="M4 6h16v14H4zM4 10.500h16M8.5 3.500V8M15.5 3.500V8"/>`,
	"up":       `<path d="M12 19.5v-15M6 10.500l6-6 6 6"/>`,
	"down":     `<path d="M12 4.5v15M6 13.500l6 6 6-6"/>`,
	"edit":     `<path d="M4.5 19.500l1-4.200L16 4.800l3.2 3.200L8.7 18.500z"/>`,
	"link":     `<path d="M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1"/>`,
	"screen":   `<path d="M3.5 5h17v11h-17zM9 20h6M12 16v4"/>`,
	"close":    `<path d="M6 6l12 12M18 6L6 18"/>`,
	"menu":     `<path d="M4 7h16M4 12h16M4 17h16"/>`,
}

// icons are drawn once, for a page may hold hundreds.
var icons = func() map[string]template.HTML {
	drawn := map[string]template.HTML{}
	for name, shape := range iconShapes {
		drawn[name] = template.HTML(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">` + shape + `</svg>`)
	}
	return drawn
}()

// icon is {{icon "check"}}. One that doesn't exist fails the page, and so its test.
func icon(name string) (template.HTML, error) {
	drawn, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("no icon %q", name)
	}
	return drawn, nil
}
