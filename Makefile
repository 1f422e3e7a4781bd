# `make run` and `make test` are all that a newcomer needs; both install the Debian packages that are missing.
SCRATCH ?= .build
SWIFT ?= swift
BUILD = $(SWIFT) build --scratch-path $(SCRATCH)
PACKAGES = libsqlite3-dev libsodium-dev libqrencode-dev pkg-config
TEST_PACKAGES = sqlite3 python3 python3-cryptography golang-go golang-golang-x-mod-dev gcc libc6-dev openssl
BENCH_PACKAGES = gcc libssl-dev

.PHONY: run test recheck test-recheck bench bench-service format lint fuzz test-api test-site test-thread test-address \
	test-faults test-systemd packages clean install

packages:
	@scripts/install-packages $(PACKAGES)

# The main job on an embedded default.
run: packages
	$(BUILD) --product ledgerd
	$(BUILD) --product ledgerctl
	scripts/demo "$$($(BUILD) --show-bin-path)"

test: packages
	@scripts/install-packages $(TEST_PACKAGES)
	$(SWIFT) test --scratch-path $(SCRATCH) --no-parallel
	Tests/Interop/run "$$($(BUILD) --show-bin-path)"

# The page that rechecks bundles and exports in a browser.
recheck:
	scripts/recheck-page $(SCRATCH)/recheck

# That page in headless Chromium. VENV=FOLDER keeps axe-core between runs.
test-recheck: packages
	$(BUILD) --product ledgerd
	$(BUILD) --product ledgerctl
	Tests/Recheck/run "$$($(BUILD) --show-bin-path)"

bench: packages
	@scripts/install-packages $(BENCH_PACKAGES)
	Benchmarks/run $(SCRATCH)

# The daemon under load, its start, and replay.
bench-service: packages
	@scripts/install-packages $(BENCH_PACKAGES)
	Benchmarks/service $(SCRATCH)

# Parsers of outside bytes under libFuzzer; SECONDS= for each.
fuzz: packages
	Fuzz/run

test-thread: packages
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread.suppressions $(SWIFT) test --scratch-path $(SCRATCH)/thread --sanitize=thread --no-parallel \
		--filter '(Smoke|Submission|Idempotency|Limit|Store|Directory|Backup|Verify)[A-Za-z]*Tests/' --skip PokeTests

# No leak check: Swift keeps tags in pointers' spare bits, which hides what an enum holds from the leak sanitizer.
test-address: packages
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --scratch-path $(SCRATCH)/address --sanitize=address --no-parallel \
		--filter LedgerTests --skip 'PokeTests|CrashTests|ForeignTests|FullDisk'

# docs/openapi.yaml against the live server. VENV=FOLDER keeps schemathesis between runs.
test-api: packages
	$(BUILD) --product ledgerd
	$(BUILD) --product ledgerctl
	Tests/Api/run "$$($(BUILD) --show-bin-path)" $(EXAMPLES)

# The public site in a headless browser, by tidy and axe-core. LEDGER=FOLDER shows a ledger that is there.
test-site: packages
	$(BUILD) --product ledgerd
	$(BUILD) --product ledgerctl
	Tests/Site/run "$$($(BUILD) --show-bin-path)" $(SHOTS)

# Every file-system call of the daemon fails once with EIO and once with ENOSPC. FAULTS="--every 10" for a sample.
test-faults: packages
	@scripts/install-packages gcc libc6-dev python3
	$(BUILD) --product ledgerd
	$(BUILD) --product ledgerctl
	Tests/Faults/run.py "$$($(BUILD) --show-bin-path)" $(FAULTS)

# Boots a Debian tree with systemd and tries the unit; needs root.
test-systemd: packages
	@scripts/install-packages debootstrap systemd-container procps
	$(MAKE) install DESTDIR=$(CURDIR)/$(SCRATCH)/installation PREFIX=/usr
	Tests/Systemd/run $(SCRATCH)/installation $(SCRATCH)/systemd

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Fuzz

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Fuzz

# The programs built for release, unit, configuration, documents and the page that rechecks, under DESTDIR and PREFIX; an
# existing configuration is left alone.
PREFIX ?= /usr
DESTDIR ?=
# Swift's own libraries are linked in, so that the machine that runs it needs no toolchain; objects of the two kinds do
# not mix, so it has a build folder of its own.
INSTALL_BUILD = $(SWIFT) build --scratch-path $(SCRATCH)/install -c release --static-swift-stdlib -Xlinker -l_FoundationICU
install: packages
	$(INSTALL_BUILD) --product ledgerd
	$(INSTALL_BUILD) --product ledgerctl
	bin="$$($(INSTALL_BUILD) --show-bin-path)" && \
	install -D -m 0755 "$$bin/ledgerd" "$(DESTDIR)$(PREFIX)/bin/ledgerd" && \
	install -D -m 0755 "$$bin/ledgerctl" "$(DESTDIR)$(PREFIX)/bin/ledgerctl"
	install -D -m 0644 systemd/ledgerd.service "$(DESTDIR)$(PREFIX)/lib/systemd/system/ledgerd.service"
	sed -i 's|/usr/|$(PREFIX)/|g' "$(DESTDIR)$(PREFIX)/lib/systemd/system/ledgerd.service"
	install -D -m 0644 systemd/ledgerd.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/ledgerd.conf"
	install -d -m 0755 "$(DESTDIR)/etc/ledgerd" "$(DESTDIR)$(PREFIX)/share/doc/ssj-ledger"
	test -e "$(DESTDIR)/etc/ledgerd/ledgerd.yaml" || \
	install -m 0644 config/ledgerd.yaml "$(DESTDIR)/etc/ledgerd/ledgerd.yaml"
	install -m 0644 docs/*.md docs/*.yaml config/ledgerd.yaml "$(DESTDIR)$(PREFIX)/share/doc/ssj-ledger/"
	scripts/recheck-page "$(DESTDIR)$(PREFIX)/share/ssj-ledger/recheck"

clean:
	rm -rf $(SCRATCH)
