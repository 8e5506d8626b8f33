# MyoSift: `make demo` and `make test` do all their own set-up. `make help` lists the rest.

SWIFT ?= swift
PYTHON ?= python3
VENV := .venv
# One form of build everywhere, so that no step rebuilds what another has built.
BUILD_FLAGS := --explicit-target-dependency-import-check error
RELEASE := Packaging/build_program.sh $(SWIFT) $(BUILD_FLAGS)
RELEASE_FOLDER ?= output/release
LIBRARIES := EMGCore EMGKernels EMGFormats EMGFilters EMGSpectra EMGDetection EMGSinks \
	EMGSynthesis EMGEvaluation EMGReport EMGReview EMGPipeline

.DEFAULT_GOAL := help
.PHONY: help toolchain system venv build program release test-release completion man demo test test-traits test-cluster \
	test-reliability resources scaling costs lint format docs fixtures reference bench bench-smoke bench-report accuracy clean

help: ## What can be made
	@echo "Targets:"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20
	@echo "Variables:"
	@echo "  SWIFT=$(SWIFT)    the toolchain's driver"
	@echo "  PYTHON=$(PYTHON) makes the environment in $(VENV); 3.11 or newer"

toolchain:
	@command -v $(SWIFT) >/dev/null 2>&1 || { echo "swift is missing: install a Swift 6.2 toolchain or newer (swift.org/install)"; exit 1; }

system: toolchain ## Install FFTW, SQLite and zlib where missing (apt-get or Homebrew)
	@Fixtures/Scripts/install_system.sh

venv: ## A Python environment with what tests and benchmarks check against
	@Fixtures/Scripts/make_venv.sh $(PYTHON) $(VENV)

build: system ## Debug build of everything
	$(SWIFT) build $(BUILD_FLAGS)

program: system ## Optimised build of the program, .build/release/myosift
	$(RELEASE)

release: system ## The program as one file without dependencies, its parts (SBOM) and checksums in output/release
	@SWIFT=$(SWIFT) PYTHON=$(PYTHON) Packaging/make_release.sh $(RELEASE_FOLDER) $(BUILD_FLAGS)

test-release: program release ## The released program in an empty folder gives the built one's bytes; SBOM and Dockerfile are checked
	@Tests/Release/test.sh "$$($(RELEASE) --show-bin-path)/myosift" $(RELEASE_FOLDER) $(PYTHON) .build/release-test

completion: program ## Completion scripts for bash, zsh and fish in output/completion
	@mkdir -p output/completion
	@for shell in bash zsh fish; do \
	  "$$($(RELEASE) --show-bin-path)/myosift" --generate-completion-script $$shell >output/completion/myosift.$$shell; \
	done

man: system ## Manual pages in output/man
	@mkdir -p output/man
	$(SWIFT) package $(BUILD_FLAGS) generate-manual --configuration debug --multi-page
	@find .build/plugins/GenerateManual -name '*.1' -exec cp {} output/man/ \;

demo: program ## Analyse the recordings under Fixtures into output/demo
	@Fixtures/Scripts/demo.sh "$$($(RELEASE) --show-bin-path)/myosift"

test: system venv ## Build and run all tests; installs Octave where apt-get can
	@Fixtures/Scripts/install_octave.sh
	$(SWIFT) build --build-tests $(BUILD_FLAGS)
	$(SWIFT) test --skip-build --disable-xctest $(BUILD_FLAGS)

test-traits: system venv ## Build with the traits HDF5 and FLAC and run the tests of the readers; installs libhdf5 and libFLAC where missing
	@Fixtures/Scripts/install_system.sh hdf5 flac
	$(SWIFT) build --build-tests --traits HDF5,FLAC --scratch-path .build/traits $(BUILD_FLAGS)
	$(SWIFT) test --skip-build --disable-xctest --traits HDF5,FLAC --scratch-path .build/traits $(BUILD_FLAGS) \
	  --filter 'HDF5SourceTests|MATSourceTests|FLACSourceTests|WFDBSourceTests'

test-cluster: program ## Run the workflow on a Slurm of two loopback nodes, with losses (Debian; as root; some minutes)
	@Tests/Cluster/test.sh "$$($(RELEASE) --show-bin-path)/myosift" $(PYTHON) .build/cluster

resources: program venv ## Measure single analyses, merging and two workers on a quiet machine; fit the estimate's constants; docs/cluster.md
	$(VENV)/bin/python Benchmarks/Resources/measure.py "$$($(RELEASE) --show-bin-path)/myosift" Benchmarks/Resources/resources.json
	$(VENV)/bin/python Benchmarks/Resources/fit.py Benchmarks/Resources/resources.json Sources/EMGPipeline/ResourceConstants.swift
	$(PYTHON) Benchmarks/Resources/merge_scale.py "$$($(RELEASE) --show-bin-path)/myosift" .build/merge-scale Benchmarks/Resources/merge.json 1000 10000
	@$(MAKE) scaling

scaling: program ## Wall time of one and two workers on a quiet machine; docs/cluster.md
	$(PYTHON) Benchmarks/Resources/scaling.py "$$($(RELEASE) --show-bin-path)/myosift" .build/scaling Benchmarks/Resources/scaling.json
	@$(MAKE) costs

costs: ## Tables of docs/cluster.md from what was measured
	$(PYTHON) Benchmarks/Resources/costs.py docs/cluster.md

test-reliability: program ## 200 kills of a batch; jumps of the clock; a full and a read-only disk, vanished recordings (as root)
	@$(PYTHON) Tests/Reliability/kill.py "$$($(RELEASE) --show-bin-path)/myosift" .build/reliability/kill 200
	@$(PYTHON) Tests/Reliability/clock.py "$$($(RELEASE) --show-bin-path)/myosift" .build/reliability/clock
	@Tests/Reliability/storage.sh "$$($(RELEASE) --show-bin-path)/myosift" .build/reliability/storage

lint: toolchain ## Check the formatting
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

format: toolchain ## Format in place
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

docs: system ## Build the documentation of every library, warnings as errors
	@for target in $(LIBRARIES); do \
	  echo "documentation of $$target"; \
	  MYOSIFT_DOCUMENTATION=1 $(SWIFT) package $(BUILD_FLAGS) generate-documentation \
	    --target $$target --warnings-as-errors >.build/docs-$$target.log 2>&1 \
	    || { cat .build/docs-$$target.log; exit 1; }; \
	done

fixtures: program ## Make the recordings under Fixtures anew with the project's own simulator
	@Fixtures/Scripts/make_fixtures.sh "$$($(RELEASE) --show-bin-path)/myosift"

reference: ## Make the reference vectors anew with SciPy
	$(PYTHON) Fixtures/Scripts/make_filter_reference.py Fixtures/Reference/scipy-1.17.1/filters.json
	$(PYTHON) Fixtures/Scripts/make_spectra_reference.py Fixtures/Reference/scipy-1.17.1/spectra.json
	$(PYTHON) Fixtures/Scripts/make_measures_reference.py Fixtures/Reference/scipy-1.17.1/measures.json

bench: program venv ## Single stages, growth and whole processes beside SciPy on a quiet machine; docs/speed.md
	@Benchmarks/bench.sh "$$($(RELEASE) --show-bin-path)/myosift" $(VENV)/bin/python

bench-smoke: program venv ## A short benchmark against a SciPy script in the same run
	@Benchmarks/smoke.sh "$$($(RELEASE) --show-bin-path)/myosift" $(VENV)/bin/python

bench-report: program venv ## Size and opening time of reports in headless Chromium; docs/report.md
	$(VENV)/bin/python Benchmarks/Report/measure.py "$$($(RELEASE) --show-bin-path)/myosift" .build/bench-report docs/report.md

accuracy: program venv ## The whole evaluation into docs/accuracy.md; some minutes
	@Benchmarks/Accuracy/all.sh "$$($(RELEASE) --show-bin-path)/myosift" $(VENV)/bin/python

clean: ## Remove everything that was built
	rm -rf .build output $(VENV)
