package web

import (
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// alternate is a feed of what a page tells, for programs to find in its head.
type alternate struct {
	Type, Title, Path string
}

// panelFeeds are those of what a panel tells, as the reader may find them: open to the world, or by the reader's own address.
func (r *Request) panelFeeds(p panel.Panel) ([]alternate, error) {
	return r.alternates(teller{ID: p.ID}, r.feedTitle(false, p.Name), p.OpenToWorld())
}

// serviceFeeds are the same of what was told about a service.
func (r *Request) serviceFeeds(s panel.Service) ([]alternate, error) {
	return r.alternates(teller{Service: true, ID: s.ID}, r.feedTitle(true, s.Name), false)
}

// archiveFeeds are those of the panel or service that the archive is narrowed to. Visitors get one of a service only when it is among what
// they can choose.
func (r *Request) archiveFeeds(f dialogue.ArchiveFilter, choices dialogue.ArchiveChoices) ([]alternate, error) {
	asked := func(s panel.Service) bool { return s.ID == f.Service }
	if r.visiting && f.Service != uuid.Nil && !slices.ContainsFunc(choices.Services, asked) {
		return nil, nil
	}
	var service panel.Service
	var p panel.Panel
	var err error
	switch {
	case f.Service != uuid.Nil:
		service, err = r.Panel.Service(r.Context(), f.Service)
	case f.Panel != uuid.Nil:
		p, err = r.Panel.Panel(r.Context(), f.Panel)
	}
	switch {
	case isMissing(err):
		return nil, nil
	case err != nil:
		return nil, err
	case service.ID != uuid.Nil && r.visiting:
		return r.alternates(teller{Service: true, ID: service.ID}, r.feedTitle(true, service.Name), true)
	case service.ID != uuid.Nil:
		return r.serviceFeeds(service)
	case p.ID == uuid.Nil || r.visiting && !p.OpenToWorld():
		return nil, nil
	}
	return r.panelFeeds(p)
}

func (r *Request) alternates(of teller, title string, world bool) ([]alternate, error) {
	if !world {
		own, err := r.ownDigestAddress()
		if err != nil || own.ID == uuid.Nil {
			return nil, err
		}
		of.Token = own.Token(r.Organisation.Secret)
	}
	return []alternate{{atomType, title, of.feedPath(atomForm, r.Language)}, {jsonFeedType, title, of.feedPath(jsonForm, r.Language)}}, nil
}

// ownDigestAddress is the reader's own; it has no id while there is none.
func (r *Request) ownDigestAddress() (panel.DigestAddress, error) {
	if r.Actor == nil {
		return panel.DigestAddress{}, nil
	}
	own, err := r.Panel.OwnDigestAddress(r.Context(), *r.Actor)
	if isMissing(err) {
		return panel.DigestAddress{}, nil
	}
	return own, err
}
