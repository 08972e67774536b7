package migrations

import "fmt"

// Finding is a row that breaks one of the rules in "what must always hold". The packages that own the tables look for them;
// `klantpanel doctor` prints them.
type Finding struct {
	Rule  int    `json:"rule"`  // number of the rule in cmd/klantpanel/docs/invariants.md; 0 for set-up
	Table string `json:"table"` // where the row stands
	Row   string `json:"row"`   // its key
	What  string `json:"what"`  // what is wrong with it
}

func (f Finding) String() string {
	if f.Table == "" {
		return f.What
	}
	if f.Rule == 0 {
		return fmt.Sprintf("%s %s: %s", f.Table, f.Row, f.What)
	}
	return fmt.Sprintf("rule %d: %s %s: %s", f.Rule, f.Table, f.Row, f.What)
}
