package main

import (
	"regexp"
	"testing"
)

// mostClicks is how far a page may be from the start page.
const mostClicks = 3

// notPages are the GET routes that no role of the demonstration has to come to from the start page, and why. Other tests open them.
var notPages = map[string]string{
	"/sign-in/:token":                 "the link in a letter, which works once",
	"/setup/:token":                   "the link that the server prints before there is an organisation",
	"/unsubscribe/:token":             "the link in a letter",
	"/heard/:token/:item":             "the link in a letter",
	"/demo/sign-in/:role":             "the link that the demonstration prints; it leads out of the role",
	"/kept/:id":                       "what somebody had typed when their session ended; signing in leads to it",
	"/settings/appearance/standard":   "a question that is only asked where an organisation has a look of its own, see unusualPages",
	"/settings/mail/dkim/:id/stop":    "a question that is only asked where letters are signed, see TestSigningKeysAreSoundInEachState",
	"/settings/mail/dkim/:id/remove":  "a question that is only asked where there is a key, see TestSigningKeysAreSoundInEachState",
	"/digests/:digest/letter":         "a letter, see lettersAreReadable",
	"/digests/:digest/edit/:item":     "a point of a draft, and the demonstration waits with none, see TestTheWordsOfADraftAreChangedHiddenAndPutBack",
	"/digests/:digest/preview":        "a draft, and the demonstration waits with none, see TestADraftIsSeenAsAnybodyAndTried",
	"/digests/:digest/preview/letter": "a letter, see TestADraftIsSeenAsAnybodyAndTried",
	"/digests/:digest/mail":           "whom a digest didn't reach: everybody got it, see TestACoordinatorSeesWhomTheDigestDidNotReach",
	"/cycles/:cycle/resume":           "a question that is only asked of a round that stands still, see TestARoundThatStandsStillSaysSoToEverybody",
	"/items/:item/split":              "a question that is only asked of an open point of several contributions, see TestPointsAreMergedAndSplitOnTheirPage",
	"/mailbox/:id/html":               "a letter, see lettersAreReadable",
	"/mailbox/:id/file":               "a file that came with a letter, see TestACapturedMailGivesItsFile",
	"/receipts/:code":                 "the page of a code that somebody keeps, see TestAReceiptShowsWhatBecameOfEachThing",
	"/reach/:token":                   "the link in a letter, see TestAColleagueBecomesKnownByTheLetterAlone",
	"/k/:code":                        "the link on a poster, see TestInTheBrowserAColleagueAnswersOnAPhone",
	"/calendar/:token":                "the address that a calendar program reads, see TestACalendarProgramReadsTheRoundsWithoutASession",
	"/wall/:token/panels/:panel":      "the address of a screen on which nobody can sign in, see TestAScreenOnWhichNobodySignsInReadsTheWallByAnAddressThatCanBeRevoked",
	"/settings/letters/:letter/html":  "a letter, see lettersAreReadable",

	"/feeds/panels/:panel/block":               "a block on another site, see TestTheWorldMayShowTheBlockOfAPanelThatTellsTheWorld",
	"/feeds/services/:service/block":           "a block on another site, see TestTheWorldMayShowTheBlockOfAPanelThatTellsTheWorld",
	"/feeds/by/:token/services/:service/block": "a block on another site, see TestTheCoordinatorPutsTheBlockOnTheIntranet",
	"/feeds/by/:token/panels/:panel/block":     "a block on another site, see TestTheCoordinatorPutsTheBlockOnTheIntranet",
}

var aFile = regexp.MustCompile(`\.(csv|xlsx|css|svg|xml|json)$`)

// isPage reports whether a route shows a page that a role has to be able to come to.
func isPage(route string) bool { return notPages[route] == "" && !aFile.MatchString(route) }

// everyPageIsThreeClicksAway compares what the roles came to with the route table.
func everyPageIsThreeClicksAway(t *testing.T, w *world, walks map[string][]found) {
	nearest := map[string]found{}
	for _, walk := range walks {
		for _, p := range walk {
			if best, known := nearest[p.route]; !known || p.clicks < best.clicks {
				nearest[p.route] = p
			}
		}
	}
	table := map[string]bool{}
	for _, p := range patterns(w.site.Routes()) {
		table[p.path] = true
		switch best, known := nearest[p.path]; {
		case !isPage(p.path):
		case !known:
			t.Errorf("no role comes to %s from the start page", p.path)
		case best.clicks > mostClicks:
			t.Errorf("%s is %d clicks from the start page, as at %s", p.path, best.clicks, best.path)
		}
	}
	for route := range notPages {
		if !table[route] {
			t.Errorf("there is no route %s any more", route)
		}
	}
}
