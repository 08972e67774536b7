// Package migrations owns the schema: it opens either database, brings the schema up to date, and holds the few named
// places where SQLite and PostgreSQL have to differ. It knows no domain rule; what the tables mean is said in the packages
// that own them (mail, panel, dialogue).
//
// Conventions of the schema, for whoever adds a migration:
//
//   - One set of NAME.tx.up.sql files for both databases; the type names that differ come from template data (types.go).
//   - Keys are UUIDs made by the program: version 7, or version 4 for whatever must not tell an order.
//   - Moments are UTC in whole seconds. A day without a moment (a due date, a planned day) is text, 2006-01-02.
//   - A state is text with a CHECK; a table is named after its noun in the plural.
//   - No default of the database's clock: the program passes the time, so that a whole year can be rehearsed in a minute.
//     Only leases run on the database's clock (Now), because that is the one clock several instances share.
package migrations
