package web

// roundName is "Ronde 4". What was said outside a round has no number.
// ids: cycle.standing
func (s *Server) roundName(lang string, number int) string {
	if number == 0 {
		return s.texts.text(lang, "cycle.standing", nil, nil)
	}
	return s.texts.text(lang, "cycle.name", nil, []any{"Number", number})
}

// roundOf is "Werkplek, ronde 4".
func (s *Server) roundOf(lang, panel string, number int) string {
	if number == 0 {
		return s.texts.text(lang, "cycle.standing_of", nil, []any{"Panel", panel})
	}
	return s.texts.text(lang, "item.round", nil, []any{"Panel", panel, "Number", number})
}
