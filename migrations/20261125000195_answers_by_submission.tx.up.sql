-- Whoever writes the submissions of a round again has the database look for each one whether something refers to it.
CREATE INDEX clarification_answers_submission ON clarification_answers (submission_id);

--bun:split

CREATE INDEX heard_checks_submission ON heard_checks (submission_id);
