package dialogue

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// partsOf are the rows of a round: of each constituency how large it is and how many stand behind what came in, and of each of its teams
// whether something came in.
func partsOf(ctx context.Context, tx bun.Tx, cycle uuid.UUID, holders map[uuid.UUID]uuid.UUID, sent map[uuid.UUID]int) ([]coveragePart, []coverageUnit, error) {
	through := map[uuid.UUID]int{}
	for ambassador, holder := range holders {
		through[holder] += sent[ambassador]
	}
	constituencies := slices.SortedFunc(maps.Keys(through), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	sizes, err := panel.ConstituencySizes(ctx, tx, constituencies)
	if err != nil {
		return nil, nil, err
	}
	parts := make([]coveragePart, len(constituencies))
	for i, id := range constituencies {
		parts[i] = coveragePart{CycleID: cycle, AmbassadorID: id, Size: sizes[id], Sent: through[id]}
	}
	var teams []struct{ AmbassadorID, UnitID uuid.UUID }
	err = tx.NewSelect().Table("constituency_units").Column("ambassador_id", "unit_id").Where("ambassador_id IN (?)", bun.In(orNone(constituencies))).
		Order("unit_id", "ambassador_id").Scan(ctx, &teams)
	var units []coverageUnit
	for _, t := range teams {
		if len(units) == 0 || units[len(units)-1].UnitID != t.UnitID {
			units = append(units, coverageUnit{CycleID: cycle, UnitID: t.UnitID})
		}
		last := &units[len(units)-1]
		last.Heard = last.Heard || through[t.AmbassadorID] > 0
	}
	return parts, units, wrap("cover", err)
}

// orNone is a list that IN takes: one that holds nothing has the key of nobody.
func orNone(ids []uuid.UUID) []uuid.UUID {
	if len(ids) == 0 {
		return []uuid.UUID{uuid.Nil}
	}
	return ids
}

func keysOrNone(of map[uuid.UUID]int) []uuid.UUID { return orNone(slices.Collect(maps.Keys(of))) }
