-- who said something outside a round is told when it is set apart, and the letter is found by what it is about
CREATE INDEX act_contributions_contribution ON act_contributions (contribution_id);
