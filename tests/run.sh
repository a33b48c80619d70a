#!/usr/bin/env bash
# Installs what the tests need, builds each preset once, runs all tests, and ends with `N passed, N failed, N skipped`.
# Skipped is what this machine cannot do (mount a disk); each is named.
#
#   tests/run.sh                 all
#   tests/run.sh --only REGEX    the tests whose name fits, in preset asan
#   tests/run.sh --web           those of the web client alone
#
# asan runs every test but the long ones; tsan those with threads; release the simulation, the kill tests, a short
# round of each benchmark and a look at the programs themselves; fuzz a short run of each fuzz target. What carries which label: tests/CMakeLists.txt.
# The web client is checked while the server compiles; Playwright plays it against the server of preset release, which is the
# one that people get, when nothing else wants the machine.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. deploy/packages.sh
. deploy/node.sh

passed=0
failed=0
skipped=0
logs=$PWD/build/test-logs
web_checks=  # the process id of the web client's checks, while they run beside the rest

finish() {
  [ -z "$web_checks" ] || end_web_checks
  echo "$passed passed, $failed failed, $skipped skipped"
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

# count NAME CODE ALL GOOD LEFT SECONDS: adds up what passed, failed and was left out; a runner that failed by itself, or
# ran no test, is a failure too. Says whether there was one.
count() {
  local name=$1 code=$2 all=$3 good=$4 left=$5 seconds=$6
  passed=$((passed + good))
  failed=$((failed + all - good - left))
  skipped=$((skipped + left))
  if [ "$all" -eq 0 ] || { [ "$code" -ne 0 ] && [ "$all" -eq $((good + left)) ]; }; then failed=$((failed + 1)); fi
  echo "$name: $good of $all passed in $seconds s$([ "$left" -eq 0 ] || echo ", $left skipped")"
  [ "$code" -eq 0 ] && [ "$all" -gt 0 ]
}

# run PRESET CTEST_ARGUMENTS...: runs tests two at a time.
run() {
  local preset=$1 results=$logs/$1.xml start=$SECONDS code all good left
  shift
  rm -f "$results"
  ctest --test-dir "build/$preset" -j2 --timeout 900 --no-tests=error --output-on-failure --output-junit "$results" "$@" \
    >"$logs/test-$preset.log" 2>&1 </dev/null
  code=$?
  # One element a test; what a test prints is escaped, so it can't look like one.
  all=$(grep -c '<testcase ' "$results" 2>/dev/null)
  good=$(grep -c '<testcase .*status="run"' "$results" 2>/dev/null)
  left=$(grep -c '<skipped message="SKIP_' "$results" 2>/dev/null)
  grep -F '***Skipped' "$logs/test-$preset.log"
  grep -oE '[^>]*skipped: [^0].*' "$results"  # and why
  count "test-$preset" "$code" "${all:-0}" "${good:-0}" "${left:-0}" "$((SECONDS - start))" ||
    grep -vE '^ *[0-9]+/[0-9]+ Test .* Passed |^ +Start +[0-9]+:' "$logs/test-$preset.log" | tail -n 200
}

# web_run NAME RESULTS COMMAND...: runs the tests of the web client with a runner that writes its RESULTS as JSON.
web_run() {
  local name=$1 results=$2 start=$SECONDS code all good
  shift 2
  rm -f "$results"
  "$@" >"$logs/$name.log" 2>&1 </dev/null
  code=$?
  read -r all good < <(node tests/web/counted.mjs "$results" 2>/dev/null || echo "0 0")
  count "$name" "$code" "${all:-0}" "${good:-0}" 0 "$((SECONDS - start))" || tail -n 200 "$logs/$name.log"
}

# shellcheck disable=SC2317  # step calls it
npm_run() { npm --prefix clients/web run "$@"; }

# In a process of its own, at low priority; its sums come back by a file.
# shellcheck disable=SC2030,SC2031
check_web() {
  step web-install install_web && step web-build build_web && {
    step web-check npm_run check
    step web-lint npm_run lint
    web_run web-unit "$logs/web-unit.json" \
      npm_run unit -- --reporter=dot --reporter=json --outputFile.json="$logs/web-unit.json"
  }
  echo "$passed $failed" >"$logs/web-sums"
}

# shellcheck disable=SC2030
begin_web_checks() {
  rm -f "$logs/web-sums"
  step web-node provide_node || return
  (passed=0 failed=0; renice -n 10 "$BASHPID" >/dev/null; check_web) >"$logs/web-checks.log" 2>&1 &
  web_checks=$!
}

# shellcheck disable=SC2031
end_web_checks() {
  local good=0 bad=1  # a process that ended without its sums failed
  wait "$web_checks"
  web_checks=
  cat "$logs/web-checks.log"
  [ ! -f "$logs/web-sums" ] || read -r good bad <"$logs/web-sums"
  passed=$((passed + good))
  failed=$((failed + bad))
}

# play_web PRESET: sessions by chance and whole meetings in Chromium, with the server of that preset. Node.js 20 has a
# WebSocket only when asked for it.
play_web() {
  local -x FLIPOVER_BIN=$PWD/build/$1/bin
  [ -z "$web_checks" ] || end_web_checks
  NODE_OPTIONS=--experimental-websocket web_run web-chance "$logs/web-chance.json" npm_run unit -- \
    unit/replica/real_server --reporter=dot --reporter=json --outputFile.json="$logs/web-chance.json"
  PLAYWRIGHT_JSON_OUTPUT_NAME="$logs/web-e2e.json" \
    web_run web-e2e "$logs/web-e2e.json" npm_run e2e -- --reporter=list,json
}

mkdir -p "$logs"
# shellcheck disable=SC2086  # lists of words
step packages install_packages $FLIPOVER_BUILD_PACKAGES $FLIPOVER_TEST_PACKAGES || finish

case "${1:-}" in
  --only)
    build asan all && run asan -R "${2:?a regular expression of test names}"
    finish
    ;;
  --web)
    begin_web_checks
    build release flipover-server flipover && play_web release
    finish
    ;;
esac

begin_web_checks
build asan all headers_alone && run asan -LE '^(sim|kill|bench|binary|fuzz)$'
build tsan tests_threads && run tsan -L '^threads$'
build release flipover-server flipover tests_sim tests_kill tests_bench && {
  play_web release
  run release -L '^(sim|kill|bench|binary)$'
}
build fuzz tests_fuzz && run fuzz -L '^fuzz$'
finish
