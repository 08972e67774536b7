// Package scheduler owns "when": calendar days and the moments they stand for, working days, how a panel comes round
// (Recurrence), the loop that runs what is due, and the leases by which several instances share that work. It knows no domain: a
// job is a function that is given a moment, and a planned day is only a day. The panel package saves the next planned day and
// moment with the panel, and its job asks the database what is due; so a restart loses nothing.
//
// # Days and moments
//
// A plan is made in local days ("the first Monday at 09:00"), and only then turned into moments. Each planned day gives one
// moment, also when the clocks change: a clock time that doesn't exist becomes the moment right after the jump, one that exists
// twice becomes the first. A library for cron lines can't do that alone (robfig/cron 3.0.1 skips 02:30 on the spring night and
// fires it twice in October), so cron lines are evaluated on a calendar without a zone and mapped to the zone afterwards.
//
// # Leases
//
// Instances share one database and no clock of their own: a lease runs on the database's clock. The holder keeps a job's lease
// until it stops or dies; the others ask every few seconds and take over when it has run out. A process that was stopped
// halfway (SIGSTOP) and goes on later finds its lease gone, and the context of its job ends. What a job does must still be safe to do
// twice, by a unique key or a row's state, because between losing a lease and noticing it lies a moment.
package scheduler
