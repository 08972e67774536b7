// Package dialogue owns what is said and what becomes of it: contributions and their drafts, the items they are bundled into, the
// hand-overs, outcomes and promises of the services, and the digest that tells everybody. Each operation is one transaction: actor
// in, check, change, timeline event and letters. Who asks whom and when is the panel's; how letters travel is the mail's.
//
// # The life of an item
//
// Contributions wait until a coordinator bundles them into an item, or acknowledges them with a reason. An item is new until it is
// routed to a service; from then on exactly one service is accountable, whoever hands it over. Its outcome is changed, promised,
// explained or thanked. A promise is open until it is delivered or dropped; when it moves, its first date stays visible. All of it is
// appended to the item's events. Counters on items and cycles are kept in the same transaction and compared by Check.
//
// The norms of a service count from the day on which an item arrived, not from the one on which somebody found out whose it is. What is said
// outside a round stands in the panel's standing cycle (panel.StandingCycle) and goes the same way. An item whose contributions all went to
// another one, or back to those that wait, is dissolved: it keeps its events, and no list, digest or letter tells of it.
//
// An outcome is told in one letter a day at most: tellings are these letters, told_events what they tell, so that nobody hears of an event twice.
// A letter asks whether it helped. A "no" is the coordinator's: once, they reopen the item, or leave it and say why in its timeline.
//
// # The dialogue with somebody whom nobody can name
//
// Whoever holds a receipt code sees what became of what they sent, answers what a service asks back, and says whether the outcome helped.
// None of that bears a moment of its own: an answer has that of its question, a heard check that of its outcome, and neither makes an
// event. Both are written anew together with all others, so that no row tells by its place which came last. Only a colleague who confirms
// it by a letter becomes known; until then a row of reach_requests and the letter about it connect the two, and Tidy takes the row.
//
// # How the digest is sent
//
// When a cycle's responding ends its digest is a draft: whatever the items say at that moment, computed on each look. Approving
// freezes it into digest_entries. From then on the page and all letters read those rows, so what was told stays as it was told. The
// audience is put into the outbox in steps of some hundreds, each one transaction that also saves how far it came: a crash repeats
// nothing, and a million readers are never in memory. When the last step is done the cycle is closed.
//
// Then each ambassador whose constituency has a part in it gets what to carry back to the colleagues: ReportBackDue, in steps too.
//
// # Who is reminded of what
//
// panel.RoundCalendar says when. RemindDue asks the ambassadors who sent nothing, twice at most in a round. NudgeDue asks the services: each
// item goes up the rows of the calendar that are counted from its norm, one a day at most, and whatever comes together on a day is one
// letter for each person. ResponseNudgeDue does the same for first responses, PromiseNudgeDue for promises. The day of each person's next
// letter of the week is saved with the person, so that WeekDue makes up for one that was missed. While nobody answers for a service, its
// owner and the coordinators get what its responders would have got; that it came to that UnmannedDue tells them. What these letters say is
// read when they are sent; a letter that nothing is left to say in is suppressed.
//
// # How what colleagues send comes in
//
// A colleague's form waits in a queue for the one writer of its Store, which takes whatever waits, checks each form, and puts all that is in
// order into one transaction: its cost, above all the waiting for the disk, is shared by all who send at that moment, and nobody is answered
// before it is committed. What is remembered of a link and its round is made sure of by the statement that keeps the round's counters, so
// that a link takes nothing from the moment at which it is closed. Tries are counted against limits in the same way, in transactions of
// their own: no row may tell which address belongs to which form. What is kept to no order is written again by MixDue.
package dialogue
