// Package mail tells people what was decided: it owns the letters, the outbox and the delivery. It knows no tables but the mails, what
// happened to them, their addresses and where they are sent from, and nothing of panels or items; what a letter says is handed to it by a
// Composer.
//
// # The way of a letter
//
// An operation decides that somebody is told something, and calls Outbox.Queue in its own transaction: what is decided is told, what
// failed to commit never is. The row holds a reference (kind and subject) and the personal part. Its Message-ID is fixed there
// and then, so that every later try is recognised as the same mail.
//
// Worker.Deliver claims what is due, some hundreds of rows in one statement, under a lease on the database's clock. For each mail
// the kind's Composer makes the Letter, the templates render it, and a lane sends it over its connection of the Transport. One goroutine
// records the outcomes of all lanes, those that came in during one transaction together in the next. A mail leaves the window of its
// connection only when its outcome is in the database: after a crash at most 16 mails a connection can have arrived unrecorded.
//
// A subject can stand still while all other mail goes on (held.go): a digest that a coordinator paused. Its letters are set aside when they
// are claimed, and let go on where they were.
//
// # The conversation
//
// go-mail opens the connection, with TLS and AUTH. What follows depends on what the server offers:
//
//	PIPELINING, CHUNKING  MAIL, RCPT, BDAT and the content in one write, 16 mails under way; three answers a mail, in order
//	PIPELINING            the content of one mail and the envelope of the next in one write; one content under way
//	neither               command by command
//
// When a connection is lost, mails that were written to the end and have no answer are unknown; the others weren't delivered. After a
// loss a lane begins again with one mail at a time, so that a server that hangs up often doesn't put whole windows in doubt.
//
// # What a letter is made of
//
// A Composer is asked once for all claimed mails of its kind. A letter that many get is rendered and encoded once in each language, with
// marks where something is for one reader only: the name, the links, the own points of a digest. It is cut at these marks (form.go), and a
// mail is the pieces with the reader's own put between them, escaped as html/template does it there: a test holds both side by side. Of a
// reader nothing is kept, and a message is freed when it has been handed over.
//
// A letter may bring a file (Attached), the same for all its readers in one language. It is encoded with the letter's form, and is part of
// what tells one form from another: when it changes, so does the letter.
//
// # What an outcome means
//
//	250                                sent, whatever happens to the connection afterwards
//	no answer after the final dot      unknown: it may have arrived; repeated later with the same Message-ID
//	a lease that ran out               unknown too: the worker died, nobody knows how far it was
//	4xx, no connection, hung up early  retry, with growing delays up to two days, then dead
//	5xx                                dead, with the server's words
//	5xx, it doesn't know the mailbox   dead, and the address gets nothing but sign-in until that is lifted
//	the Composer's Suppress            suppressed, with the reason
//
// SMTP can't promise exactly once (RFC 5321 section 4.5.3.2.6), so nothing is lost and what is unknown is visible. A server that
// can't be reached costs one mail an attempt, not the thousands behind it.
//
// # The signature
//
// Where the organisation has a key, dkim.go puts a DKIM signature before each message, right before it is written. Receivers check it against
// a TXT record under the domain of the sender's address. The private keys stand in the database, and so in its backups: guard them alike.
// Keys are changed without an unsigned letter: two have their records published side by side, each under a selector of its own, until the
// last letter that the old one signed has long arrived. panel decides which key signs; here is what it takes to sign and to check a record.
package mail
