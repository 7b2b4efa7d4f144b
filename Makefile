# Everything here is one command on a machine with Python 3.11 or later: the environment is made where it is missing.
.PHONY: demo test thorough battery faults soak mutants bench seeds words check clean
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := demo-results

ifeq ($(AUTOGRADER_MNIST),)
ifneq ($(wildcard ../shared/data/mnist.npz),)
export AUTOGRADER_MNIST := $(abspath ../shared/data/mnist.npz)
endif
endif

# $(VENV)/.with-EXTRAS: the environment has this package with these extras, in versions known to work together.
$(VENV)/.with-%: pyproject.toml .ci/constraints.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or later is needed; name it with PYTHON=/path/to/python" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making $(VENV) with $(PYTHON) …"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing tensor-gears[$*] into $(VENV); with TensorFlow this takes a few minutes the first time …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[$*]'
	@touch $@

demo: $(VENV)/.with-keras ## grades the sample class
	$(BIN)/autograder grade tests/classroom --out $(DEMO)
	@echo "Each student's page: $(DEMO)/<student>/feedback.html, for example"
	@ls $(DEMO)/*/feedback.html | head -n 3

test: $(VENV)/.with-test ## runs the tests, but for some that take minutes
	$(BIN)/python -m pytest -m "not thorough" --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

thorough: $(VENV)/.with-test ## runs those, too: the audit, a cluster that is harmed, nbgrader attacked and in a browser, …; takes fifteen minutes
	$(BIN)/python -m pytest -m thorough

battery: $(VENV)/.with-keras ## grades every hostile submission among honest ones; takes two minutes
	$(BIN)/python tests/hostile/battery.py

faults: $(VENV)/.with-keras ## harms the grader itself while it grades, and looks at what comes of it; takes ten minutes
	$(BIN)/python tests/faults/run.py

soak: $(VENV)/.with-keras ## grades 2,000 submissions, a third hostile, and looks at what grows; takes five minutes
	$(BIN)/python tests/faults/soak.py

mutants: $(VENV)/.with-mutation ## makes small faults in the solutions, and looks which the graders catch; takes some minutes
	$(BIN)/python tests/mutation/run.py

bench: $(VENV)/.with-bench ## measures against nbgrader and pytest; takes about half an hour
	$(BIN)/python tests/benchmarks/run.py --readme README.md

seeds: $(VENV)/.with-keras ## the reference solution's test accuracy over 20 seeds; takes five to ten minutes
	$(BIN)/python tests/benchmarks/seeds.py --readme README.md

PYBABEL := $(BIN)/python -m babel.messages.frontend -q
words: $(VENV)/.with-dev ## merges what students read into the Korean catalogue, and compiles it
	@pot=$$(mktemp) && trap 'rm -f "$$pot"' EXIT && \
	$(PYBABEL) extract -F pyproject.toml --no-default-keywords -k sentence --no-wrap --add-location=file --sort-by-file -o "$$pot" . && \
	$(PYBABEL) update -i "$$pot" -d autograder/locale -D autograder --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date && \
	$(PYBABEL) compile -d autograder/locale -D autograder --statistics

check: $(VENV)/.with-dev ## lint, types, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/autograder build --check

clean: ## removes what the other targets made
	rm -rf $(VENV) $(DEMO) results
