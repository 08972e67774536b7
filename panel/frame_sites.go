package panel

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// mostFrameSites is how many sites may show a block: they all stand in a header of each answer.
const mostFrameSites = 20

// aHost is a name or address that may stand in a policy; *. stands for every name under one of at least two parts.
var aHost = regexp.MustCompile(`^(\*\.[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9-]+(\.[a-z0-9-]+)*)(:[0-9]{1,5})?$`)

// Frames are the sites that may show what a secret address opens in a frame, as Content-Security-Policy names them.
func (o Organisation) Frames() []string { return strings.Fields(o.FrameSites) }

// frameSites checks sites, one a line, and gives each once: its scheme and host, whatever page of it was copied.
func (ps *Problems) frameSites(field, value string) string {
	var sites []string
	for line := range strings.Lines(value) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		site, ok := frameSite(line)
		if !ok {
			ps.Add(field, "error.frame_site", "Line", shortened(line))
			return value
		}
		if !slices.Contains(sites, site) {
			sites = append(sites, site)
		}
	}
	if len(sites) > mostFrameSites {
		ps.Add(field, "error.frame_sites", "Most", mostFrameSites)
		return value
	}
	return strings.Join(sites, "\n")
}

// frameSite is the scheme and host of an address; false for one that no browser could hold a page's site against.
func frameSite(address string) (string, bool) {
	u, err := url.Parse(strings.ToLower(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || !aHost.MatchString(u.Host) {
		return "", false
	}
	return u.Scheme + "://" + u.Host, true
}

// shortened keeps a line that somebody pasted from filling the message about it.
func shortened(line string) string {
	const most = 80
	if letters := []rune(line); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return line
}
