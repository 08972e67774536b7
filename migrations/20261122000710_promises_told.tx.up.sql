-- promises whose ending no digest has told: to everybody they still run
CREATE INDEX promises_running ON promises (service_id, due_on) WHERE told_in IS NULL;
