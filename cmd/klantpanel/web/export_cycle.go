package web

import (
	"slices"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

var cycleExports = slices.Concat(
	exportRoutes("/cycles/:cycle/items", CycleReader, itemsListing),
	exportRoutes("/cycles/:cycle/figures", CycleReader, figuresListing),
	exportRoutes("/cycles/:cycle/said", CycleAmbassador, saidListing),
	exportRoutes("/cycles/:cycle/contributions", CycleCoordinator, contributionsListing),
	exportRoutes("/inbox", ResponderAny, inboxListing),
)

// itemsListing is the points of a round as all with a part in it see them: numbers of people only from the smallest group up.
func itemsListing(r *Request) (listing[dialogue.Item], error) {
	return listing[dialogue.Item]{
		File: r.T("export.items", "Number", r.cycle.Number),
		Columns: []column[dialogue.Item]{
			{r.T("export.item"), textColumn, func(i dialogue.Item) any { return i.Title }},
			{r.T("panel_page.phase"), textColumn, func(i dialogue.Item) any { return r.whereIs(i).Word }},
			{r.T("overview.service"), textColumn, serviceOf},
			{r.T("export.people_behind"), numberColumn, func(i dialogue.Item) any { return r.peopleCell(i.Shown(r.cycle.Panel.SmallestGroup)) }},
			{r.T("export.answer_due"), dayColumn, func(i dialogue.Item) any { return ifDate(waits(i), i.DueOn) }},
			{r.T("export.promised_for"), dayColumn, promisedFor},
		},
		Rows: inPages(func(last *dialogue.Item, limit int) ([]dialogue.Item, error) {
			return r.Dialogue.ItemsIn(r.Context(), r.cycle.ID, idAfter(last, itemID), limit)
		}),
	}, nil
}

func serviceOf(i dialogue.Item) any {
	if i.Service == nil {
		return nil
	}
	return i.Service.Name
}

// promisedFor is the day of a promise that runs.
func promisedFor(i dialogue.Item) any {
	if i.Promise == nil || i.Promise.State != dialogue.PromiseOpen {
		return nil
	}
	return i.Promise.DueOn
}

func ifDate(holds bool, day scheduler.Date) any {
	if !holds {
		return nil
	}
	return day
}

// peopleCell is a number of people that may be shown; 0 are too few to say how many.
func (r *Request) peopleCell(shown int) any {
	if shown == 0 {
		return r.T("point.some")
	}
	return shown
}

// figureRow is a line of a figure. A mark is an average of 1–10; both are nil where the page hides them.
type figureRow struct {
	Question, Part string
	Mark, People   any
}

// figuresListing is the figures of a round, a line for each option of a choice; a figure of too few people says so and holds no number.
func figuresListing(r *Request) (listing[figureRow], error) {
	figures, err := r.Dialogue.Figures(r.Context(), r.cycle)
	var rows []figureRow
	for _, f := range figures {
		rows = append(rows, r.figureRows(f)...)
	}
	return listing[figureRow]{
		File: r.T("export.figures", "Number", r.cycle.Number),
		Columns: []column[figureRow]{
			{r.T("export.question"), textColumn, func(f figureRow) any { return f.Question }},
			{r.T("export.part"), textColumn, func(f figureRow) any { return f.Part }},
			{r.T("export.mark"), numberColumn, func(f figureRow) any { return f.Mark }},
			{r.T("export.people_behind"), numberColumn, func(f figureRow) any { return f.People }},
		},
		Rows: all(rows),
	}, err
}

func (r *Request) figureRows(f dialogue.Figure) []figureRow {
	question := f.Question.Text(r.Language)
	switch {
	case f.Hidden:
		return []figureRow{{question, r.T("cycle.figure_hidden"), nil, nil}}
	case f.Question.Kind == panel.Mark:
		return []figureRow{{question, "", oneDecimal(f.Mark), f.People}}
	case f.Question.Kind == panel.Pair:
		return []figureRow{{question, r.T("cycle.importance"), oneDecimal(f.Importance), f.People},
			{question, r.T("cycle.experience"), oneDecimal(f.Experience), f.People}}
	}
	var rows []figureRow
	for i, option := range f.Question.Options(r.Language) {
		if i < len(f.Options) {
			rows = append(rows, figureRow{question, option, nil, f.Options[i]})
		}
	}
	return rows
}

// saidListing is an ambassador's own contributions to a round.
func saidListing(r *Request) (listing[saidLine], error) {
	said, err := r.Dialogue.Said(r.Context(), r.Actor.Ambassadors[r.cycle.PanelID], r.cycle.ID)
	return listing[saidLine]{
		File: r.T("export.said", "Number", r.cycle.Number),
		Columns: []column[saidLine]{
			{r.T("export.question"), textColumn, func(l saidLine) any { return l.Question }},
			{r.T("export.given"), textColumn, func(l saidLine) any { return l.Given }},
			{r.T("export.text"), textColumn, func(l saidLine) any { return l.Text }},
			{r.T("export.people_behind"), numberColumn, func(l saidLine) any { return l.People }},
			{r.T("panel_page.phase"), textColumn, func(l saidLine) any { return l.Badge.Word }},
			{r.T("export.item"), textColumn, func(l saidLine) any { return l.Title }},
			{r.T("mail_log.reason"), textColumn, func(l saidLine) any { return l.Reason }},
			{r.T("unquoted.word"), textColumn, func(l saidLine) any { return r.unquotedCell(l.Unquoted) }},
		},
		Rows: all(r.saidLines(said)),
	}, err
}

// contributionsListing is all that was said in a round in words, as its coordinator sees it on the board and on the points.
func contributionsListing(r *Request) (listing[dialogue.Contribution], error) {
	line := func(c dialogue.Contribution) saidLine { return r.saidLines([]dialogue.Contribution{c})[0] }
	state := func(c dialogue.Contribution) any {
		if c.State == dialogue.Waiting {
			return r.T("cycle.count_waiting")
		}
		return line(c).Badge.Word
	}
	return listing[dialogue.Contribution]{
		File: r.T("export.contributions", "Number", r.cycle.Number),
		Columns: []column[dialogue.Contribution]{
			{r.T("export.question"), textColumn, func(c dialogue.Contribution) any { return r.questionOf(c) }},
			{r.T("export.given"), textColumn, func(c dialogue.Contribution) any { return r.givenWords(c) }},
			{r.T("export.text"), textColumn, func(c dialogue.Contribution) any { return c.Text }},
			{r.T("export.people_behind"), numberColumn, func(c dialogue.Contribution) any { return c.People }},
			{r.T("export.ambassador"), textColumn, func(c dialogue.Contribution) any { return r.saidBy(c) }},
			{r.T("panel_page.phase"), textColumn, state},
			{r.T("export.item"), textColumn, func(c dialogue.Contribution) any { return line(c).Title }},
			{r.T("mail_log.reason"), textColumn, func(c dialogue.Contribution) any { return line(c).Reason }},
			{r.T("unquoted.word"), textColumn, func(c dialogue.Contribution) any { return r.unquotedCell(c.Unquoted) }},
		},
		Rows: inPages(func(last *dialogue.Contribution, limit int) ([]dialogue.Contribution, error) {
			return r.Dialogue.SaidIn(r.Context(), r.cycle.ID, idAfter(last, contributionID), limit)
		}),
	}, nil
}

// inboxListing is the part of the inbox that the address names.
func inboxListing(r *Request) (listing[dialogue.Item], error) {
	view, err := r.inboxView()
	return listing[dialogue.Item]{
		File: r.T("export.inbox"),
		Columns: []column[dialogue.Item]{
			{r.T("export.item"), textColumn, func(i dialogue.Item) any { return i.Title }},
			{r.T("panel_page.phase"), textColumn, func(i dialogue.Item) any { return r.stateOf(i).Word }},
			{r.T("overview.service"), textColumn, serviceOf},
			{r.T("export.people_behind"), numberColumn, func(i dialogue.Item) any { return r.peopleCell(i.Shown(i.Panel.SmallestGroup)) }},
			{r.T("export.answer_due"), dayColumn, func(i dialogue.Item) any { return ifDate(i.State != dialogue.HasOutcome, i.DueOn) }},
			{r.T("export.promised_for"), dayColumn, promisedFor},
			{r.T("export.answered_on"), dayColumn, func(i dialogue.Item) any { return i.AnsweredAt }},
		},
		Rows: inPages(func(last *dialogue.Item, limit int) ([]dialogue.Item, error) {
			return r.Dialogue.InboxPage(r.Context(), view, last, limit)
		}),
	}, err
}
