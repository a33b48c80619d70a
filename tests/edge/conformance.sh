#!/usr/bin/env bash
# The public conformance suite of RFC 6455 (the cases of Autobahn's fuzzing client) against the echo route, which is the same
# stream as sessions (S18). Needs `wstest` in PATH and a built server; not part of the test run, whose echo_test.cc has the
# cases that suites begin with.
#
#   tests/edge/conformance.sh [CASES...]     all but compression, which is off: 12.* and 13.*
#
# The limits of pieces and of their time are raised, for the suite sends megabytes in single bytes. Ends with `N passed, N failed`; exit
# code 77: there is no wstest here.
set -euo pipefail
cd "$(dirname "$0")/../.."
server=${FLIPOVER_SERVER:-$PWD/build/release/bin/flipover-server}
command -v wstest >/dev/null || { echo "conformance: skipped: no wstest (package autobahntestsuite)"; exit 77; }
[ -x "$server" ] || { echo "build it first: cmake --build --preset release --target flipover-server" >&2; exit 1; }

work=$(mktemp -d)
finish() {
  [ -z "${pid:-}" ] || kill "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
"$server" --data "$work/data" --port 0 --port-file "$work/port" --admin-secret-file "$work/admin" --test-echo \
  --raise message_pieces=20000000 --raise message_ms=600000 \
  >"$work/server.log" 2>&1 &
pid=$!
while [ ! -s "$work/port" ]; do kill -0 "$pid" && sleep 0.1; done

cases=$(printf '"%s",' "${@:-*}")
cat >"$work/spec.json" <<JSON
{"outdir": "$work/report", "servers": [{"agent": "flipover", "url": "ws://127.0.0.1:$(cat "$work/port")/echo"}],
 "cases": [${cases%,}], "exclude-cases": ["12.*", "13.*"], "exclude-agent-cases": {}}
JSON
wstest -m fuzzingclient -s "$work/spec.json" >"$work/wstest.log" 2>&1
python3 - "$work/report/index.json" <<'PY'
import json
import sys

results = json.load(open(sys.argv[1]))["flipover"]
well = {"OK", "NON-STRICT", "INFORMATIONAL"}
bad = {name: one for name, one in results.items() if one["behavior"] not in well or one["behaviorClose"] not in well}
for name, one in sorted(bad.items()):
    print(f"case {name}: {one['behavior']}, closing {one['behaviorClose']}")
print(f"{len(results) - len(bad)} passed, {len(bad)} failed")
sys.exit(1 if bad or not results else 0)
PY
