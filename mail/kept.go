package mail

import "sync"

// kept holds what was made before, up to twice so many: when the younger half is full the older one goes. What is asked for stays young.
type kept[K comparable, V any] struct {
	most int

	mu         sync.Mutex
	young, old map[K]V
}

func (k *kept[K, V]) find(key K) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	value, ok := k.young[key]
	if ok {
		return value, true
	}
	if value, ok = k.old[key]; ok {
		k.keepLocked(key, value)
	}
	return value, ok
}

func (k *kept[K, V]) keep(key K, value V) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keepLocked(key, value)
}

func (k *kept[K, V]) keepLocked(key K, value V) {
	if k.young == nil || len(k.young) >= k.most {
		k.young, k.old = map[K]V{}, k.young
	}
	k.young[key] = value
}
