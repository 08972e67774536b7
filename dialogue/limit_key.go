package dialogue

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// keyBits is so few that four thousand addresses of IPv4 share each key: even who holds the database with the secret of the day can't tell
// which one it was. And so many that hardly ever two that send at the same time do.
const keyBits = 20

// limitKey is the secret of a day.
type limitKey struct {
	bun.BaseModel `bun:"table:limit_keys"`

	Day    scheduler.Date `bun:"day,pk"`
	Secret string         `bun:"secret"` // in base64
}

// dayKey is the secret of a day as it was last read.
type dayKey struct {
	mu     sync.Mutex
	day    scheduler.Date
	secret []byte
}

// forget drops the secret of another day.
func (k *dayKey) forget(today scheduler.Date) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.day != today {
		k.day, k.secret = "", nil
	}
}

// AddressKey is what an address is called in limits today: a short keyed hash (HMAC-SHA256, RFC 2104), whose secret goes with the day.
// Addresses of IPv6 that one customer can choose from, the last 64 bits, are called the same.
func (s *Store) AddressKey(ctx context.Context, ip netip.Addr) (string, error) {
	return s.keyOf(ctx, network(ip, 64).String())
}

// SiteKey is an AddressKey for all that one line of IPv6 may be given, the first 48 bits (RFC 6177); "" for an address of IPv4.
func (s *Store) SiteKey(ctx context.Context, ip netip.Addr) (string, error) {
	if ip = ip.Unmap(); !ip.Is6() {
		return "", nil
	}
	return s.keyOf(ctx, network(ip, 48).String())
}

// SearchKey is what somebody's search is called in limits today, in the same way: it counts once however often they look at what it found,
// and nobody can tell who searched for what.
func (s *Store) SearchKey(ctx context.Context, person uuid.UUID, words string) (string, error) {
	return s.keyOf(ctx, person.String()+" "+strings.Join(strings.Fields(panel.Fold(words)), " "))
}

func (s *Store) keyOf(ctx context.Context, of string) (string, error) {
	secret, err := s.secretOf(ctx, utcDay(s.Clock()))
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(of))
	return hex.EncodeToString(h.Sum(nil))[:keyBits/4], nil
}

// utcDay is the day that a secret is for: the same in all instances, whatever zones people live in.
func utcDay(now time.Time) scheduler.Date { return scheduler.DateOf(now, time.UTC) }

// network is an address of IPv4, or so many of the first bits of one of IPv6.
func network(ip netip.Addr, bits int) netip.Prefix {
	ip = ip.Unmap().WithZone("")
	if !ip.Is6() {
		bits = ip.BitLen()
	}
	p, _ := ip.Prefix(bits) // of no address it is no network, which has a key too
	return p
}

// secretOf gives the secret of a day; whoever needs it first makes it.
func (s *Store) secretOf(ctx context.Context, day scheduler.Date) ([]byte, error) {
	s.key.mu.Lock()
	defer s.key.mu.Unlock()
	if s.key.day == day {
		return s.key.secret, nil
	}
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // it ends the program rather than fail
	row := limitKey{Day: day, Secret: base64.StdEncoding.EncodeToString(fresh)}
	if _, err := s.DB.NewInsert().Model(&row).On("CONFLICT (day) DO NOTHING").Exec(ctx); err != nil {
		return nil, wrap("limit key", err)
	}
	if err := s.DB.NewSelect().Model(&row).Where("day = ?", day).Scan(ctx); err != nil {
		return nil, wrap("limit key", err)
	}
	secret, err := base64.StdEncoding.DecodeString(row.Secret)
	if err == nil {
		s.key.day, s.key.secret = day, secret
	}
	return secret, wrap("limit key", err)
}
