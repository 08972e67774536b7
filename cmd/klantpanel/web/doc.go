// Package web is the face: routes, pages, forms and sessions. It asks the stores of panel and dialogue to do things and shows what
// came of it; it decides nothing about the domain itself. Its own tables are sessions, sign_in_links and kept_forms.
//
// # A page
//
// A page is one Go file, one template and one pair of text files; nav.go and routes.go each get a line:
//
//	people.go                 var peopleRoutes = []Route{{Method: "GET", Path: "/people", Access: Administrator, Handle: showPeople}, …}
//	templates/people.html     {{define "title"}}…{{end}}{{define "main"}}…{{end}}; the dot is what the handler gave to Page
//	locales/people.nl.toml    [people] title = "Collega's"
//	locales/people.en.toml    [people] title = "Colleagues"
//	routes.go                 add peopleRoutes to routes(), or the page isn't there
//	nav.go                    add an entry if it belongs in the main navigation
//
// A page that is shared may also define "head": what search engines and feed readers are told of it.
//
// A handler reads, or calls one operation, and answers:
//
//	func savePerson(r *Request) error {
//		id, err := r.ID("person") // 404 when it is no id
//		if err != nil {
//			return err
//		}
//		form := r.Form()
//		_, err = r.Panel.SavePerson(r.Context(), *r.Actor, id, panel.PersonInput{Name: form.Value("name"), …})
//		if form.Refused(r, err) { // what was typed stays; 422, or 409 when the world moved on
//			return r.Page("person", personPage{Form: form, …})
//		}
//		if err != nil {
//			return err // fail.go makes the page: 404, 403, 409, 500
//		}
//		r.Flash("people.saved", "Name", form.Value("name"))
//		return r.Redirect("/people")
//	}
//
// The first showing of a form is NewForm("name", p.Name, "active", p.Active, …). A hidden field that is the page's own and not the
// reader's has a name that starts with _ (it isn't given back as "what you had typed"). NUL and broken UTF-8 never reach a handler.
//
// # Access
//
// Each route names a rule. Rules about a thing in the path are added to access.go; they resolve the thing by r.ID and the actor, and
// refuse with NotFound when the reader may not know of it, so that a foreign thing and a missing one look the same. Operations check
// the actor again. The tests walk the table with every role.
//
// # Words for templates
//
//	{{t "id" "Name" .Name}}  {{tn "id" 3}}          text; text with a number, which it shows as {{.Count}}
//	{{date .X}} {{longdate .X}} {{shortdate .X}} {{datetime .X}}     time.Time, *time.Time, bun.NullTime or scheduler.Date
//	{{round .Cycle.Number}}  {{roundof .Panel.Name .Cycle.Number}}  "Ronde 4", "Werkplek, ronde 4", or "Buiten de rondes" for none
//	{{daysleft .DueOn}}  {{template "when" .DueOn}}  "nog 3 werkdagen", exact on hover
//	{{num 1234}}  {{lines .Text}}  {{upto 1 10}}  {{list …}}  {{dict "Key" value …}}  {{query .Text}}  {{contact .Contact}}  {{asset "klantpanel.css"}}
//	{{template "error-summary" .Form}}               right under the h1
//	{{template "field" (field .Form "name" (t "x.name") "hint" (t "x.hint") "type" "email" "required" true "short" true)}}
//	     the same with textarea ("tall" true), select, radios, checkboxes ("options" .Options or (list "v" "text" …)), checkbox,
//	     radios10 ("low" (t …) "high" (t …)); other options: autocomplete inputmode min max maxlength,
//	     and "group" where several fields have one label: the error summary says it before the label
//	{{template "button" (t "form.save")}}  {{template "badge" (badge "success" "check" (t "x.done"))}}  {{icon "clock"}}
//	{{template "empty" (dict "Icon" "inbox" "Title" (t …) "Text" (t …) "Link" "/x" "Action" (t …))}}
//	{{template "tabs" (dict "Label" (t …) "Tabs" .Tabs)}}  {{template "filter" (dict "Path" "/x" "Label" (t …) "Words" .Words "Button" (t …))}}
//	{{template "progress" (dict "Label" (t …) "Steps" .Steps)}}        the line in time of r.progress(cycle)
//	{{template "moments" .Moments}}  {{template "year" (dict "Label" (t …) "Year" .Year)}}    r.moments(panel), r.plan(panel)
//	{{template "pager-after" (dict "First" .First "Next" .Next)}}      a list that is read on from a certain row; turn (pager.go) reads its page
//	{{template "export" (dict "Path" "/people" "Query" "q=x")}}         the list as a file, see exportRoutes
//	{{template "pager" (pages .Page .More "/people?q=x")}}  {{template "back" (dict "Link" "/x" "Text" (t …))}}
//	{{template "badge" (told .Section)}}  {{toldurl .Entry}}          what came of a point in a digest, and its page
//	<ol class="timeline">{{template "timeline-entry" (dict "Icon" "check" "What" … "Who" … "When" .At "Text" …)}}</ol>
//	<table class="table table--cards"> with <td data-label="…">: cards on a phone
//	<form data-autosave="/address"> with <span data-saved="{{t …}}" data-failed="{{t …}}" role="status"></span>
//
// Options ("hint", "type" …) of a field are checked: an unknown one fails the page.
//
// # Texts
//
// Ids are found by the test in {{t "…"}}, {{tn "…"}}, r.T("…"), r.TN("…"), r.Flash("…") and in every "error.…" literal. An id that is
// put together ({{t (print "phase." .Phase)}}) is named beside it in a comment of its own line:
//
//	// ids: phase.collecting phase.responding          (Go)
//	{{/* ids: phase.collecting phase.responding */}}   (templates)
//
// A key may not be called one, other, few, many, zero, two, id, hash or description: go-i18n takes those for the parts of a text.
// Dutch is plain (B1), says u, sentences of 15 words or fewer. A cycle is a ronde, an item a punt.
//
// # The look
//
// templates/DESIGN.md is the design language in one page, and the demonstration shows it at /styleguide. Values stand in
// static/styles/10_tokens.css; there is no style or script in the HTML itself, since the policy refuses it.
//
// .page--centred is a page with a single question, .card a thing, .rows a list of things, .columns text with a side,
// .figures numbers, .facts a dl, .plain a list without dots, .notice a remark, .eyebrow what a page belongs to, .lead and .soft kinds
// of text.
package web
