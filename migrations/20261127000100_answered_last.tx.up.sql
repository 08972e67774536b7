-- what services answered is remembered for suggestions until there is a newer answer
CREATE INDEX events_answered ON events (id) WHERE kind = 'answered';
