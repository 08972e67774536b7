package dialogue

import (
	"context"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// CoveredTeam is a team, and when it was heard last. Of a Small one, with fewer people than the panel's smallest group, nothing is said: who
// knows that it was heard knows of a few people that they spoke.
type CoveredTeam struct {
	ID    uuid.UUID
	Name  string
	Small bool
	Round int  // the latest of the rounds in which it was heard, 0 for none of them
	Ever  bool // it was heard in some round
}

// CoveredTeams says of each team, by name, when it was heard in a panel: in which of its last rounds, up to so many, or in one before.
func (s *Store) CoveredTeams(ctx context.Context, p panel.Panel, rounds int) ([]CoveredTeam, error) {
	last := s.DB.NewSelect().Table("cycles").Column("id").Where("panel_id = ? AND number IS NOT NULL AND phase <> ?", p.ID, panel.Cancelled).
		Order("planned_on DESC").Limit(int64(rounds))
	latest := s.DB.NewSelect().TableExpr("coverage_units AS l").Join("JOIN cycles AS lc ON lc.id = l.cycle_id").ColumnExpr("MAX(lc.number)").
		Where("l.unit_id = u.id AND l.heard AND l.cycle_id IN (?)", last)
	ever := s.DB.NewSelect().TableExpr("coverage_units AS e").Join("JOIN cycles AS ec ON ec.id = e.cycle_id").ColumnExpr("1").
		Where("e.unit_id = u.id AND e.heard AND ec.panel_id = ?", p.ID)
	people := s.DB.NewSelect().TableExpr("people AS pe").ColumnExpr("COUNT(*)").Where("pe.unit_id = u.id AND pe.active")
	var teams []CoveredTeam
	err := s.DB.NewSelect().TableExpr("units AS u").ColumnExpr("u.id, u.name, (?) < ? AS small", people, p.SmallestGroup).
		ColumnExpr("COALESCE((?), 0) AS round, EXISTS (?) AS ever", latest, ever).OrderExpr("u.name").Scan(ctx, &teams)
	for i := range teams {
		if teams[i].Small {
			teams[i].Round, teams[i].Ever = 0, false
		}
	}
	return teams, wrap("coverage", err)
}
