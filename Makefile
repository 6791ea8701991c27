# The front door. Every target first installs the Debian packages it lacks (tools/setup); CUSTOS_SETUP=skip leaves that out.
SECONDS ?= 60
RUNS ?= 5
BYTES ?= 2G
FIGURES ?=
PREFIX ?= /usr/local
JOBS := $(shell nproc 2>/dev/null || echo 2)

.DEFAULT_GOAL := help
.PHONY: help demo check build bench curves rates faults fuzz install deb clean

help:
	@echo "make demo            build, audit both examples, print their sheets, leave build/demo/*/report.html; share a finding; study invented CVs"
	@echo "make check           all tests and checks; ends with 'N passed, N failed'"
	@echo "make build           build/custos (release)"
	@echo "make bench           speed beside the limit, tcpdump, capinfos and tshark (RUNS=$(RUNS) BYTES=$(BYTES)) -> build/bench/bench.json"
	@echo "make curves          how detection depends on volume, sampling, delay, loss, cutting -> doc/pictures/*.svg (FIGURES='volume loss')"
	@echo "make rates           how often encrypted copies are found, the innocent accused -> build/curves/encrypted.json; ties of CVs -> build/bench/people.json"
	@echo "make faults          the record under kill -9, failing file calls and power cuts, in full numbers (hours)"
	@echo "make fuzz            every fuzz target for SECONDS=$(SECONDS) each"
	@echo "make install         into PREFIX=$(PREFIX) (DESTDIR honoured)"
	@echo "make deb             a Debian package in build/"
	@echo "make clean           remove build/"

build:
	@tools/setup build
	@mkdir -p build && cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@cmake --build --preset release -j $(JOBS)

demo: build
	@tools/demo

check:
	@tools/setup check
	@tools/check -j $(JOBS)

bench: build
	@tools/setup bench
	@cmake --build --preset release --target bench_limit bench_hop bench_decode_rates bench_ledger_rates bench_people_match -j $(JOBS)
	@bench/run --runs $(RUNS) --bytes $(BYTES)

curves: build
	@cmake --build --preset release --target bench_encrypted_rates -j $(JOBS)
	@bench/curves $(FIGURES)

rates: build
	@tools/setup build
	@cmake --build --preset release --target bench_encrypted_rates -j $(JOBS)
	@mkdir -p build/curves
	@build/bench/encrypted_rates >build/curves/encrypted.json
	@bench/people_rates

faults: build
	@tools/setup check
	@cmake --preset dev >build/configure-dev.log 2>&1 || { cat build/configure-dev.log; exit 1; }
	@cmake --build --preset dev --target unit_tests -j $(JOBS)
	@tools/faults

fuzz:
	@tools/setup fuzz
	@tools/fuzz --seconds $(SECONDS)

install:
	@tools/setup install
	@$(MAKE) --no-print-directory build
	@cmake --install build --prefix $(PREFIX)

deb:
	@tools/setup deb
	@$(MAKE) --no-print-directory build
	@cd build && cpack -G DEB >cpack.log 2>&1 || { cat cpack.log; exit 1; }
	@ls -1 build/*.deb

clean:
	rm -rf build
