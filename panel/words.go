package panel

import "unicode/utf8"

// Word is a word of a text that tells what it is about.
type Word struct {
	Written string   // as it stands in the text
	Stems   []string // see Stems; the first is the likeliest
}

// Words are the words of a text by which it can be compared with others, in their order; those that every text is full of are left out.
func Words(text string) []Word {
	var words []Word
	for _, at := range wordPlaces(text) {
		written := text[at[0]:at[1]]
		folded := joints.Replace(Fold(written))
		if emptyWords[folded] || commonWords[folded] || utf8.RuneCountInString(folded) < shortestBegins {
			continue
		}
		words = append(words, Word{written, Stems(folded)})
	}
	return words
}

// commonWords say little of what somebody's opinion is about, though somebody may search for them.
var commonWords = wordSet(`alle alleen alles altijd ander andere anders bent beter bijna binnen blijft blijven buiten daar daardoor daarna daarom dan dezelfde
	dus echt eens eerst eigenlijk elk elke erg ergens even gaan gaat gedaan geeft gewoon geworden ging goed graag haar had hadden hele hem hen
	hoewel iedere iedereen iemand iets ja jaar jullie keer klopt komen komt kon kreeg krijg krijgen krijgt laat laten lang lijkt maak maakt maken maand
	maanden mag meer meest meestal mensen mee mij minder misschien mogen nee neem nemen niemand niets nooit omdat onder ondanks ongeveer opnieuw
	overal paar pas precies prima regelmatig samen sinds slecht snel soms sommige staan staat steeds straks tegen terug terwijl tijd tijdens toch toe toen
	tussen uur vanaf vandaag veel vele verder vind vinden vindt voordat vorige want ware waren waarom was wat week weken weer weet weinig wel werd werden
	werkt werken worden zal zeer zegt zelf zelfs zich zie zien ziet zit zitten zo'n zoals zodat zonder zou zouden zulke
	after again all almost also always any anybody anyone back because been before being better between both but could day days did didn't doesn't doing
	don't done down each else enough even ever every everybody everyone get gets getting give go goes going good got had has having he her here his
	just keep keeps know last less like little long made make makes many may me might more most much must never new no nobody not nothing now off often
	only other others ours out over people please put quite rather really same say see seems she should since so some somebody someone something
	sometimes still such take takes than that's them then these they thing things those though time too under until up us use used very was way week
	weeks well were while will without won't work works would year years yet you`)
