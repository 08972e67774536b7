-- what comes to a service stands in its responders' letter of a day, which the letter about a single point no longer adds to

UPDATE mails SET state = 'suppressed', error = 'what came to a service stands in the letter of a day' WHERE kind = 'routed' AND state IN ('queued', 'retry');
