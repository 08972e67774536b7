package panel

import (
	"errors"
	"path"
	"strings"
	"unicode"

	"klantpanel/panel/theme"
)

// Upload is a file that somebody sent.
type Upload struct {
	Name string
	Body []byte
}

// theme reads a theme file and measures its contrast.
func (ps *Problems) theme(field string, file *Upload) theme.Theme {
	if file == nil {
		return theme.Theme{}
	}
	read, err := theme.Parse(file.Body)
	if err != nil {
		ps.told(field, err)
		return read
	}
	if hard := read.Contrast(); len(hard) > 0 {
		ps.told(field, hard)
	}
	return read
}

func (ps *Problems) logo(field string, file *Upload) theme.Logo {
	if file == nil {
		return theme.Logo{}
	}
	logo, err := theme.ReadLogo(file.Body)
	if err != nil {
		ps.told(field, err)
	}
	return logo
}

// told notes what package theme says of a file.
func (ps *Problems) told(field string, err error) {
	var many theme.Problems
	errors.As(err, &many)
	for _, p := range many {
		*ps = append(*ps, &Problem{Kind: Invalid, Field: field, Message: p.Message, Data: p.Data})
	}
}

// fileName is a name to show again: without a folder, in one line, not too long.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name)
	const most = 100
	if r := []rune(name); len(r) > most {
		name = string(r[len(r)-most:])
	}
	return name
}
