# Every target is one call; what it does stands in infra/.
# Settings are variables: SIMULATED=1 (invented source files), UNCLEARED=1 (datasets with unclear rights too),
# HUB_DATA (source files), HUB_NODES="leipzig muenster" (some nodes), HUB_OFFSET=1000 (a second set on other ports).
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help bless run up down status logs clean fetch test conformance soak bench fmt lint psql

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: ## Install what is missing, build, start three nodes with five cities; Ctrl-C stops everything
	@infra/hub run

up: ## The same, detached; returns when all nodes are ready and their imports are done
	@infra/hub up

down: ## Stop the nodes and their servers
	@infra/hub down

status: ## Show each program: port, pid, readiness, imports left
	@infra/hub status || [ $$? -eq 3 ]

logs: ## Follow the logs: all, or one with OF=leipzig/social
	@infra/hub logs $(OF)

clean: ## Stop, and forget all data (downloaded source files stay)
	@infra/hub clean

fetch: ## Download the source files that are missing
	@infra/hub fetch

test: ## Run all tests with real servers; ARGS="--filter-class …" goes to the runner
	@infra/test $(ARGS)

conformance: ## Test against the OGC's suites, programs of others and a fuzzer alone; ARGS go to the runner
	@infra/test conformance $(ARGS)

# The filter leaves no test in most projects, which is exit code 8.
soak: ## Kill services and servers in the middle of intake, 20 times at random moments
	@HUB_FAULT_ROUNDS=$${HUB_FAULT_ROUNDS:-20} infra/test --filter-class '*IntakeFaultTests' --ignore-exit-code 8

bench: ## Measure real processes and print a table of ratios; ARGS=--short for a minute's worth
	@infra/test bench $(ARGS)

bless: ## Write gateway/Graph/schema.graphql anew, as the descriptors want it
	@HUB_BLESS=1 infra/test --filter-class '*SchemaFileTests' --ignore-exit-code 8

fmt: ## Format the C# code
	dotnet format UrbanDataHub.sln

lint: ## Check formatting and the shell scripts, changing nothing
	dotnet format UrbanDataHub.sln --verify-no-changes
	@if command -v shellcheck >/dev/null; then shellcheck -x infra/hub infra/servers infra/setup infra/test infra/lib/*.sh .ci/run; else echo "shellcheck is not installed; the scripts were not checked."; fi

psql: ## Open a database of the nodes: DB=leipzig_social (the default)
	@infra/hub psql $(DB)
