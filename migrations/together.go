package migrations

import (
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/uptrace/bun"
)

// Together reads at the same time what doesn't depend on each other: with a database elsewhere, a page waits for the ways there and back
// more than for the answers. The embedded one has a single connection, so there reads take turns. Each read fills in variables of its own.
// All have ended when Together does; the error is that of the first one in the list that failed.
func Together(db *bun.DB, reads ...func() error) error {
	if IsSQLite(db) {
		for _, read := range reads {
			if err := read(); err != nil {
				return err
			}
		}
		return nil
	}
	errs := make([]error, len(reads))
	var wg sync.WaitGroup
	for i, read := range reads[1:] {
		wg.Go(func() { errs[i+1] = Recovered(read) })
	}
	errs[0] = Recovered(reads[0])
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Recovered makes an error of a panic, which would end the program outside the goroutine of the request.
func Recovered(read func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return read()
}
