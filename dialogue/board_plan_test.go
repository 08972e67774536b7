package dialogue

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/migrations/dbtest"
)

func TestSomeOfWhatWaitsIsFoundWithoutReadingAllThatWaits(t *testing.T) {
	db := dbtest.Open(t, dbtest.SQLite(t))
	ids := []uuid.UUID{uuid.New(), uuid.New()}
	var steps []struct {
		ID, Parent, Notused int
		Detail              string
	}
	some := ofThoseWaiting(db.NewSelect().Table("contributions").Column("id"), ids[:1], ids)
	if err := db.NewRaw("EXPLAIN QUERY PLAN ?", some).Scan(context.Background(), &steps); err != nil {
		t.Fatal(err)
	}
	if len(steps) == 0 || !strings.Contains(steps[0].Detail, "PRIMARY KEY (id=?)") {
		t.Errorf("SQLite finds them so: %+v", steps)
	}
}
