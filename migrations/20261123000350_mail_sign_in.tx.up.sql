-- tell: the sign-in letters that wait, which are looked for first and go out at any hour
CREATE INDEX mails_sign_in ON mails (due_at, id) WHERE kind = 'sign_in' AND state IN ('queued', 'retry', 'unknown');

--bun:split

-- mails_unsent leads to the few that are being sent, and each index is written twice for each mail
DROP INDEX mails_sending;
