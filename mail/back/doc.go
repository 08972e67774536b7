// Package back takes in what comes back on letters: bounces, automatic answers, complaints and the replies of people. It knows the
// outbox, and nothing of panels or items: what a reply means is up to whoever registered for the letter that it answers.
//
// # The way of a mail that comes in
//
// A mail server hands it over by LMTP or SMTP (Listener), or it is read from a mailbox by IMAP (Mailbox). Both call Receiver.Receive,
// which reads it within limits, says what it is, and acts on it in one transaction together with the row that says it was handled. Only then
// is it acknowledged: a program that is killed gets the mail again, and one that gets it again does nothing the second time. What it said
// isn't kept here.
//
//	bounce     a server gave up on a letter (RFC 3464, and the forms that servers had before it)
//	delayed    a server is still trying
//	complaint  a reader's mail service says that it was reported as unwanted (RFC 5965)
//	automatic  out of office, receipts, lists and whatever else no person wrote (RFC 3834)
//	reply      the rest
//
// # What is believed
//
// Anybody can send us mail. A bounce counts only when it names the Message-ID or the signed return address of a mail that was sent; both
// hold more chance than anybody can guess, and are known to nobody but the servers on the way and the reader. A reply counts only at the signed
// address that stood in the letter, and from the address of the person who got it. That second check is on the From header, which a sender
// writes: what SPF, DKIM and DMARC say of it is known only to the server that takes mail from outside, so let that one refuse what fails.
//
// Automatic mail is never answered, a reply that can't be taken is answered once per letter, to the person who got that letter and never to
// the address it came from: no loop, and no mail to people whose address somebody else wrote down.
package back
