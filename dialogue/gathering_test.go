package dialogue

import "testing"

func TestASecondWriterTakesOnlyWhatIsEnoughForATransactionOfItsOwn(t *testing.T) {
	var g gathering[int]
	begun, done := make(chan int), make(chan struct{})
	write := func(batch []int) {
		begun <- len(batch)
		<-done
	}
	g.add(0, alone, write)
	if n := <-begun; n != 1 {
		t.Fatalf("the first writer took %d of 1", n)
	}
	for i := range alone - 1 {
		g.add(i, alone, write)
	}
	g.mu.Lock()
	if g.writers != 1 {
		t.Errorf("%d writers for what is too little for a second", g.writers)
	}
	g.mu.Unlock()
	g.add(alone, alone, write)
	if n := <-begun; n != alone {
		t.Errorf("the second writer took %d of %d", n, alone)
	}
	g.add(0, alone, write)
	done <- struct{}{} // of the two one ends, and leaves what came last to the other
	select {
	case n := <-begun:
		t.Errorf("a second writer took %d", n)
	case done <- struct{}{}:
	}
	if n := <-begun; n != 1 {
		t.Errorf("the writer that was left took %d of 1", n)
	}
	done <- struct{}{}
}

func TestASecondWriterTakesNoFewerThanTheFirstHasInHand(t *testing.T) {
	var g gathering[int]
	begun, done := make(chan int), make(chan struct{})
	write := func(batch []int) {
		begun <- len(batch)
		<-done
	}
	g.add(0, 0, write)
	<-begun
	const inHand = 2 * alone
	for i := range inHand {
		g.add(i, 0, write)
	}
	done <- struct{}{}
	if n := <-begun; n != inHand {
		t.Fatalf("the first writer took %d of %d", n, inHand)
	}
	for i := range inHand - 1 {
		g.add(i, alone, write)
	}
	g.mu.Lock()
	if g.writers != 1 {
		t.Errorf("%d writers for fewer than the first has in hand", g.writers)
	}
	g.mu.Unlock()
	g.add(0, alone, write)
	if n := <-begun; n != inHand {
		t.Errorf("the second writer took %d of %d", n, inHand)
	}
	done <- struct{}{}
	done <- struct{}{}
}
