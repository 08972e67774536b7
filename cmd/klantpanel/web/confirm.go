package web

// confirmation is a page that asks once more before something that can't simply be undone: what happens, one button, the way back.
type confirmation struct {
	Form        *Form // why it was refused, nil at first
	Title, Text string
	Points      []string // what happens then, one a line
	Action      string   // where the button posts to
	Button      string
	Back        string // page to go back to without doing anything
	Danger      bool
}
