# `make demo` and `make test` need nothing but Go on a fresh Debian machine; see README.md.
version := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

# Where Go's own installation puts it, should a shell not know yet.
export PATH := $(PATH):/usr/local/go/bin

.PHONY: build demo test simulate bench screenshots clean

# One static program, ./klantpanel.
build:
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(version)' -o klantpanel ./cmd/klantpanel

# A sample organisation to click through.
demo: build
	./klantpanel demo

# Everything that has to hold, on both databases and in a browser.
test:
	@.ci/test.sh

# All that people do with points; and ten years of 200 panels in virtual time, killed and paused between any two statements; SEED repeats a run.
simulate:
	@.ci/simulate.sh

# The benchmarks on both databases, as a table.
bench:
	@.ci/bench.sh

# A picture of every page and letter of the demo in screenshots/; the one in the README is renewed too.
screenshots:
	@.ci/screenshots.sh

clean:
	rm -rf klantpanel .cache
