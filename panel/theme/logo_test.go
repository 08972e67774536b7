package theme

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"
)

const sun = `<?xml version="1.0" encoding="UTF-8"?>
<!-- Gemeente Waterveld -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 120 40" inkscape:version="1.3">
<style>.a{fill:url(#zon)}</style><defs><linearGradient id="zon"><stop stop-color="#fc0"/></linearGradient></defs>
<inkscape:grid/><circle class="a" cx="20" cy="20" r="18"/><use xlink:href="#zon"/></svg>`

func pngOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLogoIsKnownByWhatIsInIt(t *testing.T) {
	if l, err := ReadLogo([]byte(sun)); err != nil || l != (Logo{"svg", 120, 40}) {
		t.Errorf("%v, %v", l, err)
	}
	if l, err := ReadLogo(pngOf(t, 300, 90)); err != nil || l != (Logo{"png", 300, 90}) {
		t.Errorf("%v, %v", l, err)
	}
}

func TestLogoThatIsNoPlainPictureIsRefused(t *testing.T) {
	with := func(inside string) string { return strings.Replace(sun, "</svg>", inside+"</svg>", 1) }
	for body, message := range map[string]string{
		with("<script>alert(1)</script>"):                                                "error.logo_content",
		with(`<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>`): "error.logo_content",
		with(`<rect onclick="alert(1)"/>`):                                               "error.logo_content",
		with(`<use href="https://elders.example/x.svg#a"/>`):                             "error.logo_content",
		with(`<image href="data:image/png;base64,AAAA"/>`):                               "error.logo_content",
		with(`<rect style="fill:url( 'https://elders.example/x')"/>`):                    "error.logo_content",
		with(`<rect fill="url(//elders.example)"/>`):                                     "error.logo_content",
		with(`<style>@import "https://elders.example/x.css"</style>`):                    "error.logo_content",
		with(`<style>rect{fill:u\72l(//elders.example)}</style>`):                        "error.logo_content",
		with(`<a href="javascript:alert(1)"><rect/></a>`):                                "error.logo_content",
		with(`<set attributeName="href" to="javascript:alert(1)"/>`):                     "error.logo_content",
		"<!DOCTYPE svg [<!ENTITY a \"b\">]>" + sun[strings.Index(sun, "<svg"):]:          "error.logo_content",
		"<?xml-stylesheet href=\"x.css\"?>" + sun[strings.Index(sun, "<svg"):]:           "error.logo_content",
		`<html xmlns="http://www.w3.org/1999/xhtml"></html>`:                             "error.logo_broken",
		sun[:200]: "error.logo_broken",
		`<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>`:                "error.logo_size",
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9000 10"></svg>`: "error.logo_size",
		string(pngOf(t, 2400, 10)):                                             "error.logo_size",
		string(pngOf(t, 90, 90)[:60]):                                          "error.logo_broken",
		"GIF89a":                                                               "error.logo_kind",
		"":                                                                     "error.logo_kind",
		strings.Repeat("x", MaxLogo+1):                                         "error.logo_large",
	} {
		_, err := ReadLogo([]byte(body))
		var ps Problems
		if !errors.As(err, &ps) || ps[0].Message != message {
			t.Errorf("%s: %v, want %s", clip(body[max(0, len(body)-80):]), err, message)
		}
	}
}
