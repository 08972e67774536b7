package scheduler

// Quarter is the calendar quarter that d falls in: its first day, and the first day of the next. Both are "" when d is no day.
func (d Date) Quarter() (first, next Date) {
	if !d.Valid() {
		return "", ""
	}
	t := d.Time()
	begin := t.AddDate(0, -int(t.Month()-1)%3, 1-t.Day())
	return dateOf(begin), dateOf(begin.AddDate(0, 3, 0))
}
