-- tell: a term that was lengthened after its thank-you letter ends another time, and has another letter then
ALTER TABLE ambassadors ADD COLUMN thanks_id {{.UUID}}; -- what the last such letter is about; none: the term itself, or nobody was thanked
