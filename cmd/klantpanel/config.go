package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
)

// settings are the flags that commands share, each with a twin in the environment.
type settings struct {
	Database string `env:"KLANTPANEL_DATABASE" placeholder:"ADDRESS" help:"sqlite:PATH or postgres://user:password@host/name. Default: klantpanel.db in the data folder."`
	SMTP     string `name:"smtp" env:"KLANTPANEL_SMTP" default:"capture" placeholder:"ADDRESS" help:"smtp://user:password@host:587, smtps://…, or capture: keep every mail in the data folder (${default})."`
	smtpSettings
	Listen         string   `env:"KLANTPANEL_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where the server listens (${default})."`
	BaseURL        string   `name:"base-url" env:"KLANTPANEL_BASE_URL" placeholder:"URL" help:"The address that people use, for links in letters. Default: http:// and the listen address."`
	Data           string   `env:"KLANTPANEL_DATA" default:"klantpanel-data" placeholder:"FOLDER" help:"The data folder (${default})."`
	LogFormat      string   `name:"log-format" env:"KLANTPANEL_LOG_FORMAT" enum:"text,json" default:"text" help:"text or json (${default})."`
	InboundAddress string   `name:"inbound-address" env:"KLANTPANEL_INBOUND_ADDRESS" placeholder:"ADDRESS" help:"Where replies and bounces come in: a domain, as in in.example.nl, or a mailbox that knows +, as in klantpanel@example.nl. Default: replies aren't taken."`
	InboundListen  string   `name:"inbound-listen" env:"KLANTPANEL_INBOUND_LISTEN" placeholder:"ADDRESS" help:"Where a mail server hands over what comes in: HOST:PORT for SMTP, lmtp:HOST:PORT or unix:/PATH for LMTP."`
	InboundIMAP    string   `name:"inbound-imap" env:"KLANTPANEL_INBOUND_IMAP" placeholder:"ADDRESS" help:"Which mailbox to read: imaps://user:password@host/INBOX."`
	TrustedProxies []string `name:"trusted-proxies" env:"KLANTPANEL_TRUSTED_PROXIES" placeholder:"ADDRESS" help:"Addresses or networks of reverse proxies whose X-Forwarded-For is believed."`
}

// capture is the SMTP setting that keeps mail in the data folder.
const capture = "capture"

func (s settings) database() string {
	if s.Database == "" {
		return "sqlite:" + filepath.Join(s.Data, "klantpanel.db")
	}
	return s.Database
}

// baseURL checks the address that people use and gives it without a slash at the end.
func (s settings) baseURL() (string, error) {
	if s.BaseURL == "" {
		host, port, err := net.SplitHostPort(s.Listen)
		if err != nil {
			return "", wrongUse{fmt.Errorf("listen: %q is not a HOST:PORT", s.Listen)}
		}
		if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
			return "", wrongUse{fmt.Errorf("base-url: say which address people use, as in --base-url https://klantpanel.example.nl")}
		}
		return "http://" + net.JoinHostPort(host, port), nil
	}
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || strings.Trim(u.Path, "/") != "" {
		return "", wrongUse{fmt.Errorf("base-url: %q is not an address like https://klantpanel.example.nl", s.BaseURL)}
	}
	return u.Scheme + "://" + u.Host, nil
}

func (s settings) proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range s.TrustedProxies {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			ip, err := netip.ParseAddr(text)
			if err != nil {
				return nil, wrongUse{fmt.Errorf("trusted-proxies: %q is not an address or network", text)}
			}
			p = netip.PrefixFrom(ip, ip.BitLen())
		}
		out = append(out, p)
	}
	return out, nil
}
