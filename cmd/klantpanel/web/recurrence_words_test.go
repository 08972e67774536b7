package web

import (
	"testing"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func TestARecurrenceIsSaidAsPeopleDo(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	for _, c := range []struct {
		text   string
		anchor scheduler.Date
		nl, en string
	}{
		{"every week on monday at 09:00", "2027-01-04", "elke maandag om 09:00 uur", "every Monday at 09:00"},
		{"every 2 weeks on friday at 16:30", "2027-01-04", "elke 2 weken op vrijdag, om 16:30 uur", "every 2 weeks on Friday, at 16:30"},
		{"every month on the first monday at 09:00", "2027-01-04", "elke maand op de eerste maandag van de maand, om 09:00 uur", "every month on the first Monday of the month, at 09:00"},
		{"every month on the last thursday at 09:00", "2027-01-04", "elke maand op de laatste donderdag van de maand, om 09:00 uur", "every month on the last Thursday of the month, at 09:00"},
		{"every month on day 1 at 09:00", "2027-01-04", "elke maand op de 1e van de maand, om 09:00 uur", "every month on the 1st of the month, at 09:00"},
		{"every month on day 22 at 09:00", "2027-01-04", "elke maand op de 22e van de maand, om 09:00 uur", "every month on the 22nd of the month, at 09:00"},
		{"every month on day 13 at 09:00", "2027-01-04", "elke maand op de 13e van de maand, om 09:00 uur", "every month on the 13th of the month, at 09:00"},
		{"every month on day 30 at 09:00", "2027-01-04", "elke maand op de 30e van de maand (of de laatste dag), om 09:00 uur", "every month on the 30th of the month (or the last day), at 09:00"},
		{"every month on day 31 at 09:00", "2027-01-04", "elke maand op de laatste dag van de maand, om 09:00 uur", "every month on the last day of the month, at 09:00"},
		{"every 2 months on the second tuesday at 09:00", "2027-01-04", "elke 2 maanden op de tweede dinsdag van de maand, om 09:00 uur", "every 2 months on the second Tuesday of the month, at 09:00"},
		{"every 5 months on day 15 at 09:00", "2027-01-04", "elke 5 maanden op de 15e van de maand, om 09:00 uur", "every 5 months on the 15th of the month, at 09:00"},
		{"every 6 months on day 30 at 09:00", "2027-01-04", "elke 6 maanden op de 30e van januari en juli, om 09:00 uur", "every 6 months on the 30th of January and July, at 09:00"},
		{"every 6 months on day 29 at 09:00", "2027-08-04", "elke 6 maanden op de 29e van februari en augustus (of de laatste dag), om 09:00 uur", "every 6 months on the 29th of February and August (or the last day), at 09:00"},
		{"every 12 months on the fourth wednesday at 09:00", "2026-11-01", "elk jaar op de vierde woensdag van november, om 09:00 uur", "every year on the fourth Wednesday of November, at 09:00"},
		{"every quarter on the first monday at 09:00", "2026-11-01", "elk kwartaal op de eerste maandag van februari, mei, augustus en november, om 09:00 uur", "every quarter on the first Monday of February, May, August and November, at 09:00"},
		{"every quarter on day 31 at 09:00", "2027-01-04", "elk kwartaal op de laatste dag van januari, april, juli en oktober, om 09:00 uur", "every quarter on the last day of January, April, July and October, at 09:00"},
		{"every 2 quarters on the third thursday at 09:00", "2027-03-04", "elke 2 kwartalen op de derde donderdag van maart en september, om 09:00 uur", "every 2 quarters on the third Thursday of March and September, at 09:00"},
		{"every 3 quarters on day 2 at 09:00", "2027-03-04", "elke 3 kwartalen op de 2e van de maand, om 09:00 uur", "every 3 quarters on the 2nd of the month, at 09:00"},
		{"every 8 quarters on day 3 at 09:00", "2027-03-04", "elke 2 jaar op de 3e van maart, om 09:00 uur", "every 2 years on the 3rd of March, at 09:00"},
		{"every quarter on day 3 at 09:00", "", "elk kwartaal op de 3e van de maand, om 09:00 uur", "every quarter on the 3rd of the month, at 09:00"},
	} {
		s.saysRhythm(t, panel.Panel{Recurrence: c.text, StartsOn: c.anchor, TimeZone: "Europe/Amsterdam"}, c.nl, c.en)
	}
}

func TestACronLineIsSaidWhereItCanBe(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	for _, c := range []struct{ line, nl, en string }{
		{"0 9 * * 1", "elke maandag om 09:00 uur", "every Monday at 09:00"},
		{"30 16 * * sun,wed,mon", "elke maandag, woensdag en zondag om 16:30 uur", "every Monday, Wednesday and Sunday at 16:30"},
		{"0 9 * 1,7 1", "elke maandag om 09:00 uur, alleen in januari en juli", "every Monday at 09:00, only in January and July"},
		{"0 9 * * *", "elke dag om 09:00 uur", "every day at 09:00"},
		{"*/20 8-17 * 8 *", "elke dag om 08:00 uur, alleen in augustus", "every day at 08:00, only in August"},
		{"0 9 1 * *", "elke maand op de 1e van de maand, om 09:00 uur", "every month on the 1st of the month, at 09:00"},
		{"0 9 1,15 * *", "elke maand op de 1e en de 15e van de maand, om 09:00 uur", "every month on the 1st and the 15th of the month, at 09:00"},
		{"0 9 1 */3 *", "elk jaar op de 1e van januari, april, juli en oktober, om 09:00 uur", "every year on the 1st of January, April, July and October, at 09:00"},
		{"0 9 1 */2 *", "elke maand op de 1e van de maand, om 09:00 uur, alleen in januari, maart, mei, juli, september en november", "every month on the 1st of the month, at 09:00, only in January, March, May, July, September and November"},
		{"0 9 31 * *", "elke maand op de 31e van de maand, om 09:00 uur (niet als de maand die dag niet heeft)", "every month on the 31st of the month, at 09:00 (not when the month lacks that day)"},
		{"0 9 31 1,7 *", "elk jaar op de 31e van januari en juli, om 09:00 uur", "every year on the 31st of January and July, at 09:00"},
		{"@monthly", "elke maand op de 1e van de maand, om 00:00 uur", "every month on the 1st of the month, at 00:00"},
		{"0 9 13 * 5", "volgens de cron-regel 0 9 13 * 5", "by the cron line 0 9 13 * 5"},
		{"0 9 */2 * *", "volgens de cron-regel 0 9 */2 * *", "by the cron line 0 9 */2 * *"},
	} {
		s.saysRhythm(t, panel.Panel{Recurrence: "cron: " + c.line, StartsOn: "2027-01-04", TimeZone: "Europe/Amsterdam"}, c.nl, c.en)
	}
}

func TestTheTimeZoneIsSaidWhereItIsAnother(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	s.saysRhythm(t, panel.Panel{Recurrence: "every week on monday at 09:00", StartsOn: "2027-01-04", TimeZone: "Atlantic/Azores"},
		"elke maandag om 09:00 uur (tijdzone Atlantic/Azores)", "every Monday at 09:00 (time zone Atlantic/Azores)")
	s.saysRhythm(t, panel.Panel{Recurrence: "elke maandag", TimeZone: "Europe/Amsterdam"}, "Dit ritme is niet te lezen. Kies het opnieuw.", "This rhythm can't be read. Choose it again.")
}

// saysRhythm checks what is said of a panel's recurrence in both languages.
func (s *site) saysRhythm(t *testing.T, p panel.Panel, nl, en string) {
	t.Helper()
	for language, want := range map[string]string{"nl": nl, "en": en} {
		r := &Request{Server: s.server, Language: language, Organisation: panel.Organisation{TimeZone: "Europe/Amsterdam"}}
		if got := r.recurrenceWords(p); got != want {
			t.Errorf("%s from %s in %s:\n got %q\nwant %q", p.Recurrence, p.StartsOn, language, got, want)
		}
	}
}
