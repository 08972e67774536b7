package web

// shortcutsPage lists the keys of the board, in the order of the work.
type shortcutsPage struct{ Keys []shortcut }

type shortcut struct {
	Keys []string
	What string
}

func showShortcuts(r *Request) error {
	return r.Page("board_shortcuts", shortcutsPage{[]shortcut{
		{[]string{"j", "↓"}, r.T("shortcuts.next")},
		{[]string{"k", "↑"}, r.T("shortcuts.previous")},
		{[]string{"x", r.T("shortcuts.space")}, r.T("shortcuts.tick")},
		{[]string{"Shift + x"}, r.T("shortcuts.range")},
		{[]string{"s"}, r.T("shortcuts.similar")},
		{[]string{"n"}, r.T("shortcuts.new")},
		{[]string{"a"}, r.T("shortcuts.add")},
		{[]string{"r"}, r.T("shortcuts.route")},
		{[]string{"m"}, r.T("shortcuts.merge")},
		{[]string{"u"}, r.T("shortcuts.undo")},
		{[]string{"/"}, r.T("shortcuts.filter")},
		{[]string{"Esc"}, r.T("shortcuts.back")},
		{[]string{"?"}, r.T("shortcuts.help")},
	}})
}
