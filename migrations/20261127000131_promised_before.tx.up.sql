-- each day for which something was promised stays to be seen where it is told
ALTER TABLE digest_entries ADD COLUMN earlier_on text NOT NULL DEFAULT '[]'; -- the days before due_on, the first first

--bun:split

UPDATE digest_entries SET due_on = first_due_on WHERE section IN ('kept', 'dropped') AND due_on = '';

--bun:split

UPDATE digest_entries SET earlier_on = '["' || first_due_on || '"]' WHERE section IN ('promised', 'open_promise') AND first_due_on <> '' AND first_due_on <> due_on;
