package web

import (
	"math"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// figureView is a figure of a round, ready to show. A hidden one holds only its question.
type figureView struct {
	Question, Kind string
	Hidden         bool
	People         int
	Mark           string
	Bars           []figureBar
	Gap            string // importance minus experience, "" when experience keeps up
}

// figureBar is a bar of 0–100 wide with its value in words.
type figureBar struct {
	Label, Value string
	Width        int
}

func (r *Request) figureViews(figures []dialogue.Figure) []figureView {
	views := make([]figureView, len(figures))
	for i, f := range figures {
		v := figureView{Question: f.Question.Text(r.Language), Kind: f.Question.Kind, Hidden: f.Hidden, People: f.People}
		if !f.Hidden {
			r.fillFigure(&v, f)
		}
		views[i] = v
	}
	return views
}

func (r *Request) fillFigure(v *figureView, f dialogue.Figure) {
	switch f.Question.Kind {
	case panel.Mark:
		v.Mark = r.decimal(f.Mark)
	case panel.Pair:
		v.Bars = []figureBar{
			{r.T("cycle.importance"), r.decimal(f.Importance), share(f.Importance, 10)},
			{r.T("cycle.experience"), r.decimal(f.Experience), share(f.Experience, 10)},
		}
		if gap := r.decimal(f.Gap()); f.Gap() > 0 && gap != r.decimal(0) {
			v.Gap = gap
		}
	case panel.Choice:
		for i, option := range f.Question.Options(r.Language) {
			if i < len(f.Options) {
				percent := share(float64(f.Options[i]), float64(f.People))
				v.Bars = append(v.Bars, figureBar{option, r.TN("cycle.chosen_by", f.Options[i], "Percent", percent), percent})
			}
		}
	}
}

// oneDecimal is how precise a figure is, on the page and in a file: a half goes up.
func oneDecimal(v float64) float64 { return math.Round(v*10) / 10 }

// decimal is a number with one decimal, as the language writes it.
func (r *Request) decimal(v float64) string {
	return printers[r.Language].Sprintf("%.1f", oneDecimal(v))
}

func share(part, whole float64) int { return int(math.Round(100 * part / whole)) }
