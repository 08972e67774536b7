// Package panel owns who asks whom: the organisation, its units, people and services, the panels with their coordinators and
// ambassadors, the question bank, and the cycles that come round. It opens a cycle at its planned moment and tells the
// ambassadors. What is said in a cycle, and what becomes of it, is the dialogue's.
package panel
