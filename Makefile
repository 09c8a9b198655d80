# Two commands matter on a fresh machine: `make run` and `make test`. Nothing but Python 3.11+ with venv is needed.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8400
DIR ?= run

.PHONY: setup run test check bench bench-short bench-corridors interop mutation fuzz exactness determinism browser planted faults model simulate docs lock clean

setup: .venv/run.stamp

.venv/run.stamp: requirements/run.lock requirements/fast.lock requirements/coast.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Comity needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements/fast.lock \
	  || echo "The fast engine of the corridors has no wheel for this machine: SciPy computes the same results more slowly."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/coast.lock \
	  || echo "No coastlines at hand: maps show places and links without them."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/test.stamp: .venv/run.stamp requirements/test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/test.lock
	touch $@

# Road data and AequilibraE are for measuring only: no dependency of ours.
.venv/roads.stamp: .venv/test.stamp requirements/roads.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/roads.lock
	touch $@

.venv-bench/stamp: requirements/bench.lock
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.lock
	touch $@

run: setup                      ## a complete exercise conference on this machine, with its play
	$(BIN)/comity run --dir $(DIR) --port $(PORT) --play silence --play objection

test: .venv/test.stamp          ## every test, with the short form of each campaign
	$(BIN)/python -m pytest tests -n 3 --dist loadfile

browser: .venv/test.stamp       ## every story in a browser: by keyboard, by touch, without script, in both languages (long)
	$(BIN)/python -m pytest tests/browser -n 0 -m browser_full

planted: .venv/test.stamp       ## every planted permission bug, by the tables of access (long)
	$(BIN)/python -m tests.web.planted

check: .venv/test.stamp         ## style, types, floors
	$(BIN)/ruff check src tests bench examples
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-cache

bench: .venv/test.stamp         ## every measurement, into bench.json (long)
	$(BIN)/python -m bench --out bench.json

bench-short: .venv/test.stamp   ## the same within three minutes
	$(BIN)/python -m bench --short --out bench.json

bench-corridors: .venv/roads.stamp .venv-bench/stamp  ## sweep of links against SciPy and AequilibraE on the road graph (long)
	$(BIN)/python -m bench.corridors --out bench-corridors.json

exactness: .venv/roads.stamp    ## sweeps against plain recomputation on random and real graphs (long)
	$(BIN)/python -m tests.corridors.exactness

interop: .venv/test.stamp       ## our record read by golang/mod's note and tlog, our sealed annexes by age-encryption, and theirs by us
	$(BIN)/python -m tests.interop
	$(BIN)/python -m tests.interop.sealing

mutation: .venv/test.stamp      ## mutation score of tlog/ and rules/, survivors listed (long)
	$(BIN)/python -m tests.mutation

fuzz: .venv/test.stamp          ## a million mutations of valid inputs over every parser (long)
	$(BIN)/python -m tests.fuzz --count 1000000

determinism: .venv/test.stamp   ## ten thousand records to one digest under every Python, seed, locale and zone at hand (long)
	$(BIN)/python -m tests.determinism --records 10000

model: .venv/test.stamp         ## every order of cosigning, restore, succession and seen-at, searched to its end (long)
	$(BIN)/python -m tests.model

faults: .venv/test.stamp        ## a kill and an error at every call that reaches a disk, power cuts replayed, planted bugs caught (long)
	$(BIN)/python -m tests.faults

simulate: .venv/test.stamp      ## ten thousand seeds of registry, nodes and mailboxes on a virtual clock, a hundred with real keys (long)
	$(BIN)/python -m tests.simulation --seeds 9000 --witnesses 4-7 --jobs 2
	$(BIN)/python -m tests.simulation --seeds 1000 --witnesses 28 --jobs 2
	$(BIN)/python -m tests.simulation --seeds 100 --real-keys --jobs 2

docs: .venv/test.stamp          ## render anew the pages that are made from the code
	for page in acts rules cli corridors api; do $(BIN)/python -m tests.$$page.page --write; done
	$(BIN)/python -m tests.rules.vectors --write

lock: .venv/test.stamp          ## resolve the locks anew (needs uv)
	cd requirements && for f in run fast test roads bench; do uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links $$f.in -o $$f.lock; done
	cd requirements && uv pip compile --no-deps --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links coast.in -o coast.lock

clean:
	rm -rf .venv .venv-bench $(DIR) bench.json bench-corridors.json
