package main

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"klantpanel/mail"
)

// smtpSettings say how mails are handed over to the server.
type smtpSettings struct {
	Connections   int    `name:"smtp-connections" env:"KLANTPANEL_SMTP_CONNECTIONS" default:"4" placeholder:"N" help:"Connections to the mail server, side by side (${default})."`
	PerConnection int    `name:"smtp-per-connection" env:"KLANTPANEL_SMTP_PER_CONNECTION" default:"1000" placeholder:"N" help:"Mails over one connection, before a new one is opened (${default})."`
	PerSecond     int    `name:"smtp-per-second" env:"KLANTPANEL_SMTP_PER_SECOND" default:"0" placeholder:"N" help:"Mails in a second at most, of this instance; 0 is no limit (${default})."`
	PerDomain     int    `name:"smtp-per-domain" env:"KLANTPANEL_SMTP_PER_DOMAIN" default:"0" placeholder:"N" help:"The same for the recipients of one domain (${default})."`
	Helo          string `name:"smtp-helo" env:"KLANTPANEL_SMTP_HELO" placeholder:"NAME" help:"How we introduce ourselves to the mail server. Default: the name of this machine."`
	FromIP        string `name:"smtp-from-ip" env:"KLANTPANEL_SMTP_FROM_IP" placeholder:"ADDRESS" help:"Which of this machine's addresses connects to the mail server. Default: the system chooses."`
}

// limits checks how much may go out.
func (s smtpSettings) limits() (mail.Limits, error) {
	for _, n := range []struct {
		name  string
		value int
	}{{"smtp-connections", s.Connections}, {"smtp-per-connection", s.PerConnection}, {"smtp-per-second", s.PerSecond}, {"smtp-per-domain", s.PerDomain}} {
		if n.value < 0 {
			return mail.Limits{}, wrongUse{fmt.Errorf("%s: %d is less than nothing", n.name, n.value)}
		}
	}
	return mail.Limits{PerSecond: s.PerSecond, PerDomain: s.PerDomain}, nil
}

// transport is the server at an address, as we go to it.
func (s smtpSettings) transport(address string) (*mail.SMTP, error) {
	server, err := mail.ParseSMTP(address)
	if err != nil {
		return nil, wrongUse{err}
	}
	if strings.ContainsFunc(s.Helo, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, wrongUse{errors.New("smtp-helo: a name like klantpanel.example.nl has only letters, digits, dots and hyphens")}
	}
	server.Helo = s.Helo
	if s.FromIP != "" {
		if server.From, err = netip.ParseAddr(s.FromIP); err != nil {
			return nil, wrongUse{fmt.Errorf("smtp-from-ip: %q is not an address", s.FromIP)}
		}
	}
	return server, nil
}
