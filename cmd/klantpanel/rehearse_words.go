package main

import (
	"math/rand/v2"
	"strings"

	"klantpanel/dialogue"
)

// trade is what a kind of service does.
type trade struct {
	name, purpose, expectation string
	normDays                   int // working days
}

var trades = []trade{
	{"ICT", "Laptops, telefoons, printers en wifi", "Wij helpen u dezelfde dag als u niet kunt werken.", 8},
	{"Facilitair", "Werkplekken, zalen en het gebouw", "Wij zorgen dat u een plek heeft die het doet.", 8},
	{"HR", "Alles over uw werk en uw verlof", "U hoort binnen een week waar u aan toe bent.", 10},
	{"Financiën", "Declaraties, facturen en budgetten", "Wij betalen binnen dertig dagen.", 10},
	{"Inkoop", "Bestellen en contracten", "Wij zeggen vooraf hoe lang het duurt.", 12},
	{"Communicatie", "Intranet, nieuws en beleid in gewone taal", "U vindt wat u zoekt.", 8},
	{"Kantine", "Lunch en koffie", "Elke dag vers, ook als u laat bent.", 5},
}

// subject is something that colleagues talk about. Its noun stands in each sentence and in no other subject's.
type subject struct {
	trade       int // index in trades
	noun, title string
	said        []string // a place can follow
}

var subjects = []subject{
	{0, "wifi", "De wifi valt weg", []string{"De wifi valt steeds weg", "De wifi is te traag om te bellen", "Bezoek kan niet op de wifi"}},
	{0, "printer", "De printer leest de pas niet", []string{"De printer leest mijn pas niet", "De printer is altijd kwijt wat ik stuurde"}},
	{0, "laptop", "De laptop start traag", []string{"Een laptop starten duurt zeven minuten", "De accu van de laptop haalt de middag niet"}},
	{0, "telefoon", "De telefoon heeft geen bereik", []string{"De telefoon heeft geen bereik", "Een inwoner hoort niets door de telefoon"}},
	{1, "vergaderzaal", "De vergaderzaal is dubbel geboekt", []string{"De vergaderzaal is vaak dubbel geboekt", "In de vergaderzaal ontbreekt een lader"}},
	{1, "parkeerplaats", "De parkeerplaats is vroeg vol", []string{"De parkeerplaats is om negen uur vol", "Een dienstauto vindt geen parkeerplaats"}},
	{1, "bureau", "Er is geen bureau vrij", []string{"Op dinsdag is er geen bureau vrij", "Mensen houden een bureau bezet met een jas"}},
	{1, "verwarming", "De verwarming staat te laag", []string{"De verwarming staat te laag", "Niemand weet hoe de verwarming werkt"}},
	{2, "verlof", "Verlof wordt laat goedgekeurd", []string{"Mijn verlof wordt te laat goedgekeurd", "Ik zie niet hoeveel verlof ik nog heb"}},
	{2, "vacature", "Een vacature blijft lang open", []string{"Een vacature blijft maanden open", "Over een vacature hoort het team niets"}},
	{2, "inwerken", "Het inwerken gaat slordig", []string{"Het inwerken van nieuwe mensen gaat slordig", "Bij het inwerken is er geen vaste collega"}},
	{3, "declaratie", "Een declaratie duurt zes weken", []string{"Een declaratie duurt zes weken", "Ik weet niet waar mijn declaratie ligt"}},
	{3, "factuur", "Een factuur blijft liggen", []string{"Een factuur blijft liggen", "Een leverancier belt over een factuur"}},
	{3, "budget", "Het budget is niet te zien", []string{"Ik kan mijn budget niet zien", "Het budget klopt nooit op de eerste dag"}},
	{4, "bestelling", "Een bestelling komt te laat", []string{"Een bestelling komt weken te laat", "Niemand weet wie een bestelling aanneemt"}},
	{4, "offerte", "Drie keer een offerte is te veel", []string{"Voor een boormachine is drie keer een offerte nodig", "Een offerte blijft liggen tot hij verlopen is"}},
	{5, "intranet", "Op intranet is niets te vinden", []string{"Op intranet vind ik niets terug", "De zoekbalk van intranet vindt alleen oud nieuws"}},
	{5, "beleid", "Nieuw beleid hoort u te laat", []string{"Nieuw beleid lezen wij eerst in de krant", "Het beleid over thuiswerken snapt niemand"}},
	{5, "nieuwsbrief", "De nieuwsbrief is te lang", []string{"De nieuwsbrief is te lang", "De nieuwsbrief gaat nooit over de buitendienst"}},
	{6, "lunch", "De lunch is elke week hetzelfde", []string{"De lunch is elke week hetzelfde", "Na één uur is de lunch op"}},
	{6, "kassa", "De rij voor de kassa is te lang", []string{"De rij voor de kassa is te lang", "De kassa weigert mijn pas"}},
	{6, "koffie", "De koffie is lauw", []string{"De koffie is lauw", "Na drie uur is er geen koffie"}},
}

var places = []string{"op de tweede verdieping", "op de werf", "in het stadhuis", "in de oostvleugel", "op locatie Zuid", "bij Burgerzaken",
	"in het wijkteam", "achter de balie", "op de zolder", "bij de buitendienst"}

var wishes = []string{"Dat kost ons elke dag een kwartier.", "Kan dat anders?", "Vorig jaar zei ik het ook al.", "Een briefje zou al helpen.",
	"Mijn collega’s lopen er ook tegenaan.", "Wie gaat erover?", "Los dit op en ik trakteer.", "Wij schamen ons voor onze inwoners.",
	"Het was eerst beter.", "Laat het ons in elk geval weten."}

var acknowledgedWords = []string{"Dit punt staat al in de vorige ronde, daar vindt u het antwoord.", "Dank u wel. Dit ging over één dag en is over.",
	"Dit hoort bij een gesprek met uw leidinggevende.", "Hier gaat de gemeente niet over."}

var handOverWords = []string{"Dit doen onze collega’s, wij hebben het met ze besproken.", "De sleutel hiervan ligt niet bij ons.",
	"Wij beheren dit niet meer sinds januari."}

// answerWords are a service's words by outcome.
var answerWords = map[string][]string{
	dialogue.Changed: {"Vanaf deze week werkt het anders. Merkt u het niet, bel ons dan.", "Het is hersteld. De fout zat in één vinkje.",
		"Wij hebben er twee bij geplaatst.", "Het formulier is weg, een mail is genoeg."},
	dialogue.Promised: {"Wij vervangen alles wat ouder is dan vijf jaar.", "Er komt een proef met drie teams.", "Wij maken één pagina waar alles staat.",
		"Wij spreken de leverancier en komen erop terug."},
	dialogue.Explained: {"Dit kan niet door de regels voor veiligheid. Wij leggen graag uit welke.", "Het zou acht keer zo duur worden. Daarom blijft het zo.",
		"De drukte is alleen op dinsdag en donderdag. Op andere dagen is er plek."},
	dialogue.Thanked: {"Dank u wel, wij hebben het aan het team verteld.", "Fijn om te horen. Het hangt nu bij ons op de deur."},
}

var (
	mergeWords     = []string{"Het is hetzelfde punt.", "Dit hoort bij elkaar.", "Hier is één oplossing voor nodig."}
	askBackWords   = []string{"Op welke locatie was dat?", "Gebeurt dit elke dag, of alleen op drukke dagen?", "Hebt u er een melding van gezien?"}
	clarifiedWords = []string{"Elke dinsdag, tussen negen en tien.", "Op de tweede verdieping, naast de lift.", "Sinds de verhuizing, eerder niet."}
	helpWords      = []string{"Weet u wat er in het contract staat?", "Kunt u zeggen wat dit kost?", "Wie heeft de sleutel van deze ruimte?"}
	helpGivenWords = []string{"Het contract loopt tot januari.", "Ongeveer driehonderd euro.", "Wij hebben het nagekeken: het ligt aan de kabel."}
	noteWords      = []string{"kijkt u mee? Dit speelde vorig jaar ook.", "de leverancier belt morgen terug.", "let op, hier stonden wij al eens mee in de krant."}
	insistWords    = []string{"Wij kunnen hier echt niets aan doen.", "Dit stond nooit in ons takenpakket.", "Een ander heeft hier het budget voor."}
	decidedWords   = []string{"U hebt hier de meeste kennis van.", "Zo is het in het overleg afgesproken.", "U bent het eerste aanspreekpunt."}
	changedWords   = []string{"Er was toch geld voor.", "De leverancier vond een oplossing.", "De regel is aangepast."}
	deliveredWords = []string{"Het is klaar. U kunt het vandaag gebruiken.", "Alles is vervangen, ook op de werf.", "De proef is gelukt en blijft."}
	movedWords     = []string{"De levering is later dan beloofd.", "Wij hadden te weinig mensen in deze maand.", "De proef duurt twee weken langer."}
	droppedWords   = []string{"Het bleek niet te kunnen in dit gebouw.", "Het geld is er dit jaar niet. Volgend jaar vragen wij het opnieuw."}
	introNL        = []string{"Dank voor alles wat u zei. Dit is wat ermee gebeurde.", "Weer een ronde verder. Niet alles is gelukt en dat staat er eerlijk bij.",
		"Er veranderde meer dan de vorige keer. Lees vooral uw eigen punten."}
	introEN = []string{"Thank you for all you said. This is what was done with it.", "Another round. Not all of it worked out, and we say so.",
		"More changed than last time. Look at your own points first."}
)

var departments = []string{"Burgerzaken", "Klantcontactcentrum", "Sociaal Domein", "Jeugd en Gezin", "Werk en Inkomen", "Vergunningen",
	"Toezicht en Handhaving", "Wijkbeheer", "Gemeentewerf", "Ruimtelijke Ontwikkeling", "Verkeer en Water", "Vastgoed en Sport", "Belastingen",
	"Juridische Zaken", "Bestuurssecretariaat", "Griffie"}

var firstNames = []string{"Anna", "Bas", "Carlijn", "Daan", "Elif", "Fatma", "Gijs", "Hanan", "Ingrid", "Jeroen", "Karin", "Lars", "Mohamed",
	"Naima", "Ömer", "Piet", "Quinten", "Renske", "Sanne", "Tjeerd", "Ursula", "Vincent", "Winston", "Youssef", "Zeynep", "Joris", "Femke", "Agnieszka"}

var surnames = []string{"de Jong", "Jansen", "de Vries", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "Mulder", "Bos", "Hoekstra",
	"Yılmaz", "El Amrani", "Kaya", "Ramlal", "Tahapary", "Kowalczyk", "van der Meer", "Dekker", "ten Brink", "Nijland", "Postma", "Öztürk", "Benali"}

// complaint is one sentence on a subject, where it is so, and what somebody wants. Each round has subjects that many talk about.
func complaint(d *rand.Rand, round int) string {
	x := d.Float64()
	s := subjects[(5*round+int(x*x*float64(len(subjects))))%len(subjects)]
	return oneOf(d, s.said) + " " + oneOf(d, places) + ". " + oneOf(d, wishes)
}

// recognise is the subject that a text is about, as a reader sees it.
func recognise(text string) int {
	text = strings.ToLower(text)
	for i, s := range subjects {
		if strings.Contains(text, s.noun) {
			return i
		}
	}
	return 0
}

func oneOf(d *rand.Rand, from []string) string { return from[d.IntN(len(from))] }
