package web

import "klantpanel/migrations"

// together reads at the same time what a page needs and what doesn't depend on each other. Each read fills in fields of its own.
func (r *Request) together(reads ...func() error) error { return migrations.Together(r.DB, reads...) }
