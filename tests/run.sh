#!/usr/bin/env bash
# Installs what the tests need, builds each preset once, runs all tests, and ends with `N passed, N failed`.
#
#   tests/run.sh                 all
#   tests/run.sh --only REGEX    the tests whose name fits, in preset asan
#
# asan runs every test but the long ones; tsan those with threads; release the simulation, the kill tests and a short
# round of each benchmark; fuzz a short run of each fuzz target. What carries which label: tests/CMakeLists.txt.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. deploy/packages.sh

passed=0
failed=0
logs=build/test-logs

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}

# step NAME COMMAND...: says what it does and how long it took; what it printed stands in a log, and here if it failed.
step() {
  local name=$1 start=$SECONDS
  shift
  if "$@" >"$logs/$name.log" 2>&1 </dev/null; then
    echo "$name: done in $((SECONDS - start)) s"
  else
    tail -n 60 "$logs/$name.log"
    echo "$name: failed after $((SECONDS - start)) s (all of it in $logs/$name.log)"
    failed=$((failed + 1))
    return 1
  fi
}

build() {
  local preset=$1
  shift
  step "configure-$preset" cmake --preset "$preset" && step "build-$preset" cmake --build --preset "$preset" --target "$@"
}

# run PRESET CTEST_ARGUMENTS...: runs tests two at a time and adds up what passed and failed.
run() {
  local preset=$1 results=$PWD/$logs/$1.xml start=$SECONDS code all good
  shift
  rm -f "$results"
  ctest --test-dir "build/$preset" -j2 --timeout 900 --no-tests=error --output-on-failure --output-junit "$results" "$@" \
    >"$logs/test-$preset.log" 2>&1 </dev/null
  code=$?
  # One element a test; what a test prints is escaped, so it can't look like one.
  all=$(grep -c '<testcase ' "$results" 2>/dev/null)
  good=$(grep -c '<testcase .*status="run"' "$results" 2>/dev/null)
  passed=$((passed + ${good:-0}))
  failed=$((failed + ${all:-0} - ${good:-0}))
  if [ "$code" -ne 0 ]; then
    [ "${all:-0}" -ne "${good:-0}" ] || failed=$((failed + 1))  # ctest itself failed, or found no test
    grep -vE '^ *[0-9]+/[0-9]+ Test .* Passed |^ +Start +[0-9]+:' "$logs/test-$preset.log" | tail -n 200
  fi
  echo "test-$preset: ${good:-0} of ${all:-0} passed in $((SECONDS - start)) s"
}

mkdir -p "$logs"
# shellcheck disable=SC2086  # lists of words
step packages install_packages $FLIPOVER_BUILD_PACKAGES $FLIPOVER_TEST_PACKAGES || finish

if [ "${1:-}" = --only ]; then
  build asan all && run asan -R "${2:?a regular expression of test names}"
  finish
fi

build asan all headers_alone && run asan -LE '^(sim|kill|bench|fuzz)$'
build tsan tests_threads && run tsan -L '^threads$'
build release flipover-server flipover tests_sim tests_kill tests_bench && run release -L '^(sim|kill|bench)$'
build fuzz tests_fuzz && run fuzz -L '^fuzz$'
finish
