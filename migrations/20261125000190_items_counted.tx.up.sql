-- what each service still has to do, counted from the index alone
CREATE INDEX items_counted ON items (service_id, due_on, hand_overs) WHERE state <> 'outcome';
