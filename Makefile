# Every target does its own set-up. `make run` and `make test` are all a newcomer needs.
ARGS ?=
SWIFT_FLAGS ?= --explicit-target-dependency-import-check error
export SWIFT_BACKTRACE ?= enable=no

.PHONY: run test build release bench lint crds manifests image-root clean

## The operator on its embedded control plane, samples loaded: make run ARGS="--duration 60s"
run: build
	@exec "$$(swift build --show-bin-path)/trimtab" sandbox $(ARGS)

## All tests, with the servers some of them run against. Few at a time: many have deadlines. TRIMTAB_LONG_TESTS=1 does more.
test:
	@scripts/install-packages test
	@scripts/test $(SWIFT_FLAGS) --experimental-maximum-parallelization-width 4

build:
	@scripts/install-packages run
	swift build $(SWIFT_FLAGS)

release:
	@scripts/install-packages run
	swift build -c release --static-swift-stdlib --product trimtab $(SWIFT_FLAGS)

## Release-build benchmarks, as ratios against baselines of the same run: make bench ARGS="json yaml"
bench:
	@scripts/install-packages run
	swift run -c release benchmarks $(ARGS)

lint:
	swift format lint --strict -r Package.swift Sources Tests Benchmarks

## Writes the CRDs from the Swift types, and what holds them too.
crds: build
	"$$(swift build --show-bin-path)/trimtab" crds --output crds
	@$(MAKE) --no-print-directory manifests

## Writes the flat install file, and its part that the binary carries, from config/default; needs kubectl.
manifests:
	@scripts/write-manifests

## Runs the program in a root directory that holds only what the image would; the release binary when it is built.
image-root:
	scripts/test-image-root

clean:
	rm -rf .build
