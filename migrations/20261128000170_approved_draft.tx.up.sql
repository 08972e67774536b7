-- what the first of two approvers saw: an answer may come between the two
ALTER TABLE digest_approvals ADD COLUMN seen text NOT NULL DEFAULT '';
