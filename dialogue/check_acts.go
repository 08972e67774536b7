package dialogue

import "github.com/uptrace/bun"

// ended selects the ids of items that were dissolved; of what they became says dissolved_into.
const ended = "SELECT 1 FROM items i WHERE i.outcome = 'dissolved' AND i.id = "

// wrongActs: what was undone isn't there any more, and what was merged went up in the item that it was merged with.
func wrongActs(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("acts AS x").ColumnExpr("CAST(x.id AS text) AS row, 'its points are not what it made or took back' AS what").
		Where("(x.kind = ? AND x.undone_at IS NOT NULL AND NOT EXISTS ("+ended+"x.item_id AND i.dissolved_into IS NULL))"+
			" OR (x.kind = ? AND x.undone_at IS NOT NULL AND NOT EXISTS ("+ended+"x.other_id AND i.dissolved_into = x.item_id))"+
			" OR (x.kind = ? AND x.undone_at IS NULL AND NOT EXISTS ("+ended+"x.other_id AND i.dissolved_into = x.item_id))", ActBundled, ActSplit, ActMerged)
}

// wrongDissolved: nobody stands behind an item that was dissolved, and what it went up in is of its panel.
func wrongDissolved(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("items AS x").ColumnExpr("CAST(x.id AS text) AS row, 'it was dissolved wrongly: somebody stands behind it, or it went up in a point elsewhere' AS what").
		Where("(x.outcome = ? AND x.contributions <> 0) OR (x.dissolved_into IS NOT NULL AND (x.outcome <> ? OR"+
			" NOT EXISTS (SELECT 1 FROM items i WHERE i.id = x.dissolved_into AND i.panel_id = x.panel_id AND i.id <> x.id)))", Dissolved, Dissolved)
}
