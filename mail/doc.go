// Package mail tells people what was decided: it owns the letters, the outbox and the delivery. It knows no table but mails, and
// nothing of panels or items; what a letter says is handed to it by a Composer.
//
// # The way of a letter
//
// An operation decides that somebody is told something, and calls Outbox.Queue in its own transaction: what is decided is told, what
// failed to commit never is. The row holds a reference (kind and subject) and the personal part. Its Message-ID is fixed there
// and then, so that every later try is recognised as the same mail.
//
// Worker.Deliver claims what is due, some hundreds of rows in one statement, under a lease on the database's clock. For each mail
// the kind's Composer makes the Letter, the templates render it, and a connection of the Transport sends it. The outcome is in the
// database before that connection takes its next mail: after a crash at most one mail per connection can have arrived unrecorded.
//
// # What an outcome means
//
//	250                                sent, whatever happens to the connection afterwards
//	no answer after the final dot      unknown: it may have arrived; repeated later with the same Message-ID
//	a lease that ran out               unknown too: the worker died, nobody knows how far it was
//	4xx, no connection, hung up early  retry, with growing delays up to two days, then dead
//	5xx                                dead, with the server's words
//	the Composer's Suppress            suppressed, with the reason
//
// SMTP can't promise exactly once (RFC 5321 section 4.5.3.2.6), so nothing is lost and what is unknown is visible. A server that
// can't be reached costs one mail an attempt, not the thousands behind it.
package mail
