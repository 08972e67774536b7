// Package scheduler owns "when": calendar days and the moments they stand for, working days, how a panel comes round
// (Recurrence, and Plan on an organisation's calendar), the loop that runs what is due, and the leases by which several instances
// share that work. It knows no domain: a job is a function that is given a moment, and a planned day is only a day. The panel package
// saves the next planned day and moment with the panel, and its job asks the database what is due; so a restart loses nothing.
//
// # Days and moments
//
// A plan is made in local days ("the first Monday at 09:00"), and only then turned into moments. Each planned day gives one
// moment, also when the clocks change: a clock time that doesn't exist becomes the moment right after the jump, one that exists
// twice becomes the first. A library for cron lines can't do that alone (robfig/cron 3.0.1 skips 02:30 on the spring night and
// fires it twice in October), so cron lines are evaluated on a calendar without a zone and mapped to the zone afterwards.
//
// # How rounds come round, whatever happens
//
// The next moment of a panel is a row in the database and nothing else: there is no timer in memory that a restart could lose, and no
// list of what was done. A job asks what is due at now, the earliest first, and handles one thing a transaction (EachDue): it opens the
// round, writes down the letters, and saves the next moment, all of it or nothing. So a program that is killed between any two statements
// leaves the moment due, and the next one, of whichever instance, finds it. One thing at a time also bounds memory and keeps the order fair
// when ten thousand panels are due in one minute; a panel that fails is passed over until the next run and holds up nobody.
//
// What must happen once is once by a key and not by care: a panel has one round for a planned day, a letter is unique by its kind, its
// subject and its reader. The key is the planned day, never the moment: a day that moved past a holiday keeps its name, a clock that
// shows an hour twice doesn't make two of it, and two instances that open the same day disagree with the database and not with each
// other.
//
// After an outage the plan says what passed. Of the moments that a panel missed the last one opens, when that is within its catch-up window;
// the others, and days on which nobody works, are kept as rounds that never opened, with the reason. So every planned day since
// the start has become exactly one thing, and people can count them.
//
// # Leases
//
// Instances share one database and no clock of their own: a lease runs on the database's clock, and jobs are told that clock's time. The
// holder keeps a job's lease until it stops or dies; the others ask every few seconds and take over when it has run out. A process
// that was stopped halfway (SIGSTOP) and goes on later finds its lease gone, and the context of its job ends; a transaction that it
// stood still in was ended by PostgreSQL meanwhile, so that its rows didn't wait for it. What a job does must still be safe to do
// twice, by a unique key or a row's state, because between losing a lease and noticing it lies a moment. A lease is there for
// peace, so that instances don't do the same work side by side; what is right never depends on it.
//
// # How it is shown
//
// TestRoundsComeRoundWhateverHappens, beside the program, lives through years in virtual time on both databases: without any lease, with
// two programs of which each is killed or stands still between any two statements, with clocks an hour off and with outages of
// minutes, days and weeks, and people who change their plans meanwhile. After each step it compares the database with a paper calendar of
// its own.
package scheduler
