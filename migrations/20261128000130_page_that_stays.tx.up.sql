-- who reads what a panel tells: every employee, or the world
ALTER TABLE panels ADD COLUMN digest_readers text NOT NULL DEFAULT 'employees' CHECK (digest_readers IN ('employees', 'world'));

--bun:split

-- what the questions were about to which a told point goes back: by then it is frozen, whatever becomes of the point and the questions
CREATE TABLE digest_topics (
  topic_id {{.UUID}} NOT NULL REFERENCES topics (id),
  digest_id {{.UUID}} NOT NULL,
  item_id {{.UUID}} NOT NULL,
  PRIMARY KEY (topic_id, digest_id, item_id),
  FOREIGN KEY (digest_id, item_id) REFERENCES digest_entries (digest_id, item_id) ON DELETE CASCADE
);

--bun:split

CREATE INDEX digest_topics_entry ON digest_topics (digest_id, item_id);

--bun:split

INSERT INTO digest_topics (topic_id, digest_id, item_id)
SELECT DISTINCT q.topic_id, de.digest_id, de.item_id FROM digest_entries AS de
JOIN contributions AS co ON co.item_id = de.item_id
JOIN cycle_questions AS cq ON cq.id = co.question_id
JOIN questions AS q ON q.id = cq.question_id;
