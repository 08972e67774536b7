package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

// The wall display is a page for a screen that nobody touches: who is signed in opens it, the world where the panel tells the world, and
// whoever holds a secret address, for a screen on which nobody can sign in.
var wallRoutes = []Route{
	{Method: "GET", Path: "/panels/:panel/wall", Access: PanelVisitor, Handle: visited(showWall)},
	{Method: "GET", Path: "/wall/:token/panels/:panel", Access: FeedReader, Handle: visited(showWall), Nameless: true},
}

const (
	wallPoints = 8  // the best of a digest; who wants them all scans the code
	wallTurn   = 20 // seconds for one, long enough to read it twice
	wallRenew  = 5 * time.Minute
	wallLong   = 180 // letters of an answer from which it is set smaller
	wallShort  = 190 // letters of all of a point up to which it is set larger
)

// wallSections are what a screen shows of a digest, the best first.
var wallSections = []string{dialogue.Changed, dialogue.SectionKept, dialogue.Promised, dialogue.Thanked, dialogue.Explained}

// wallPage is the latest digest of a panel, point by point. One slide is shown at a time: a script turns them, and without scripts the
// browser goes to the page of the next.
type wallPage struct {
	Language     string
	Organisation string
	Look         *look
	Panel        string
	Round        int // 0 while nothing was told
	At           time.Time
	Slides       []wallSlide
	Shown        int    // the one that is seen first
	Next         string // the address of the next, "" when there is only one
	Still        bool   // without scripts it stays as it is: the reader asked for that
	Stop, Go     string // where it stays as it is, and where it goes on
	Turn, Renew  int    // seconds
	Told         string // names what is shown: another one when there is something new
	Code         template.HTML
	Address      string // of the archive, as people type it
}

// wallSlide is a point, or with a Headline what became of the round.
type wallSlide struct {
	Section  string
	Badge    Badge
	Headline string
	Counts   []string
	Title    string
	Said     string
	Service  string
	Answer   string
	Size     string // short or long, "" between them
	Status   template.HTML
}

// wallPath is where the wall display of a panel is, in a language.
func (t teller) wallPath(language string) string {
	path := "/panels/" + t.ID.String() + "/wall"
	if t.Token != "" {
		path = "/wall/" + t.Token + "/panels/" + t.ID.String()
	}
	return path + "?language=" + language
}

func showWall(r *Request) error {
	if asked := r.Query("language"); isLanguage(asked) {
		r.Language = asked
	}
	p := wallPage{Language: r.Language, Organisation: r.Organisation.Name, Look: r.look(), Panel: r.panel.Name, Turn: wallTurn, Renew: int(wallRenew.Seconds())}
	if err := r.wallSlides(&p); err != nil {
		return err
	}
	p.Shown, _ = strconv.Atoi(r.Query("slide"))
	p.Shown = max(0, p.Shown) % len(p.Slides)
	slide := func(n int) string { return r.Ctx.Path() + "?slide=" + strconv.Itoa(n) + "&language=" + r.Language }
	if len(p.Slides) > 1 {
		p.Next = slide((p.Shown + 1) % len(p.Slides))
	}
	p.Still, p.Go = r.Query("still") != "", slide(p.Shown)
	p.Stop = p.Go + "&still=1"
	told, err := json.Marshal([]any{p.Panel, p.Organisation, p.Round, p.Slides})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(told)
	p.Told = hex.EncodeToString(sum[:8])
	set, err := r.set(r.Language, "wall")
	if err != nil {
		return err
	}
	return r.render(set, "wall", p, 1)
}

// wallSlides reads the latest digest of the panel.
func (r *Request) wallSlides(p *wallPage) error {
	page := "/digests"
	digests, err := r.Dialogue.ToldDigests(r.Context(), dialogue.ArchiveFilter{Panel: r.panel.ID}, uuid.Nil, 1)
	if err != nil {
		return err
	}
	if len(digests) == 0 {
		p.Slides = []wallSlide{{Headline: r.T("wall.none")}}
	} else {
		v := dialogue.DigestView{Digest: digests[0]}
		if v.Entries, err = r.Dialogue.DigestEntries(r.Context(), v.ID); err != nil {
			return err
		}
		page += "/" + v.ID.String()
		p.Round, p.At, p.Slides = v.Cycle.Number, v.ApprovedAt.Time, r.slidesOf(v)
	}
	_, host, _ := strings.Cut(r.BaseURL, "://")
	p.Address = host + "/digests"
	p.Code, err = qrCode(r.BaseURL+page, r.T("wall.code", "Address", host+page))
	return err
}

// slidesOf are what became of the round in one sentence, and its best points.
func (r *Request) slidesOf(v dialogue.DigestView) []wallSlide {
	tally := map[string]int{}
	for _, e := range v.Entries {
		tally[e.Section]++
	}
	slides := []wallSlide{{Headline: r.headline(v), Counts: r.tallyWords(tally)}}
	for _, section := range wallSections {
		for _, e := range v.In(section) {
			if len(slides) > wallPoints {
				return slides
			}
			s := wallSlide{Section: section, Badge: r.toldBadge(r.Language, section), Title: e.Title, Said: e.Said, Service: e.Service, Answer: e.Answer}
			switch answer := utf8.RuneCountInString(e.Answer); {
			case answer > wallLong:
				s.Size = "long"
			case answer+utf8.RuneCountInString(e.Title+e.Said) <= wallShort:
				s.Size = "short"
			}
			if section == dialogue.Promised {
				s.Status = r.digestStatus(e)
			}
			slides = append(slides, s)
		}
	}
	return slides
}
