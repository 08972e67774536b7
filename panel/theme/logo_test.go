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
<inkscape:grid/><circle class="a" cx="20" cy="20" r="18"/><path d="M20 2v4"/></svg>`

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
	wrapped := strings.NewReplacer("<style>", "<style><![CDATA[", "</style>", "]]></style>").Replace(sun) // as Illustrator does
	if l, err := ReadLogo([]byte(wrapped)); err != nil || l != (Logo{"svg", 120, 40}) {
		t.Errorf("%v, %v", l, err)
	}
	if l, err := ReadLogo(pngOf(t, 300, 90)); err != nil || l != (Logo{"png", 300, 90}) {
		t.Errorf("%v, %v", l, err)
	}
}

func TestLogoThatIsNoPlainPictureIsRefused(t *testing.T) {
	with := func(inside string) string { return strings.Replace(sun, "</svg>", inside+"</svg>", 1) }
	for body, message := range map[string]string{
		with("<script>alert(1)</script>"):                                                                                    "error.logo_content",
		with(`<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>`):                                     "error.logo_content",
		with(`<rect onclick="alert(1)"/>`):                                                                                   "error.logo_content",
		with(`<use href="https://elders.example/x.svg#a"/>`):                                                                 "error.logo_content",
		with(`<image href="data:image/png;base64,AAAA"/>`):                                                                   "error.logo_content",
		with(`<rect style="fill:url( 'https://elders.example/x')"/>`):                                                        "error.logo_content",
		with(`<rect fill="url(//elders.example)"/>`):                                                                         "error.logo_content",
		with(`<style>@import "https://elders.example/x.css"</style>`):                                                        "error.logo_content",
		with(`<style>rect{fill:u\72l(//elders.example)}</style>`):                                                            "error.logo_content",
		with(`<a href="javascript:alert(1)"><rect/></a>`):                                                                    "error.logo_content",
		with(`<set attributeName="href" to="javascript:alert(1)"/>`):                                                         "error.logo_content",
		with(`<style>@imp<!-- -->ort "http://elders.example/x.css";</style>`):                                                "error.logo_content",
		with(`<style>.a{fill:u<!-- -->rl(http://elders.example/x)}</style>`):                                                 "error.logo_content",
		with(`<style>.a{fill:u<![CDATA[rl(http://elders.example/x)]]>}</style>`):                                             "error.logo_content",
		with(`<style>@imp<g/>ort "http://elders.example/x.css";</style>`):                                                    "error.logo_content",
		with(`<style>@imp<?xml version="1.0"?>ort "http://elders.example/x.css";</style>`):                                   "error.logo_content",
		with(`<style>.a{fill:&#117;rl(http://elders.example/x)}</style>`):                                                    "error.logo_content",
		with(`<style>.a{fill:url("'#x")}</style>`):                                                                           "error.logo_content",
		with(`<style>.a{fill:src("http://elders.example/x")}</style>`):                                                       "error.logo_content",
		with(`<?xml version="1.0"?>`):                                                                                        "error.logo_content",
		with(`<use href="data:image/svg+xml,%3Csvg/%3E"/>`):                                                                  "error.logo_content",
		with(`<use xmlns:l="http://www.w3.org/1999/xlink" l:HREF="&#x64;ata:image/svg+xml,x"/>`):                             "error.logo_content",
		with(`<image href="http://elders.example/x.png"/>`):                                                                  "error.logo_content",
		with(`<animate attributeName="xlink:href" values="javascript:alert(1)"/>`):                                           "error.logo_content",
		with(`<rect xmlns:e="http://www.w3.org/2001/xml-events" e:OnLoad="alert(1)"/>`):                                      "error.logo_content",
		with(`<inkscape:note ONCLICK="alert(1)"/>`):                                                                          "error.logo_content",
		with(`<g xml:base="http://elders.example/"><use href="#zon"/></g>`):                                                  "error.logo_content",
		with(`<h:img xmlns:h="http://www.w3.org/1999/xhtml" alt=""/>`):                                                       "error.logo_content",
		with(`<math xmlns="http://www.w3.org/1998/Math/MathML" style="background:url(http://elders.example)"/>`):             "error.logo_content",
		with(`<g id="a"><rect/></g><g id="b"><use href="#a"/><use href="#a"/></g>`):                                          "error.logo_content",
		with(`<pattern id="p"><rect fill="url(#q)"/></pattern>`):                                                             "error.logo_content",
		with(`<clipPath id="c"><rect clip-path="url(#d)"/></clipPath>`):                                                      "error.logo_content",
		with(`<style>rect{clip-path:url(#c)}</style><clipPath id="c"><rect/></clipPath><clipPath id="d"><rect/></clipPath>`): "error.logo_content",
		sun + sun[strings.Index(sun, "<svg"):]:                                                                               "error.logo_broken",
		with(strings.Repeat("<g>", 200) + strings.Repeat("</g>", 200)):                                                       "error.logo_broken",
		with(`<title>&merk;</title>`):                                                                                        "error.logo_broken",
		"<!DOCTYPE svg [<!ENTITY a \"b\">]>" + sun[strings.Index(sun, "<svg"):]:                                              "error.logo_content",
		"<?xml-stylesheet href=\"x.css\"?>" + sun[strings.Index(sun, "<svg"):]:                                               "error.logo_content",
		`<html xmlns="http://www.w3.org/1999/xhtml"></html>`:                                                                 "error.logo_broken",
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
