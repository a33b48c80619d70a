#!/usr/bin/env bash
# On a fresh Debian 12: installs packages, builds server and web client, starts, prints the link that leads in.
#
#   deploy/run.sh           start; run again to upgrade: it builds first, then stops the old server and starts the new
#   deploy/run.sh --stop    stop
#
# Settings, from the environment:
#   FLIPOVER_DATA        where meetings, keys and the server's log are kept  ($XDG_DATA_HOME or ~/.local/share, /flipover)
#   FLIPOVER_PORT        the port                                            (8080)
#   FLIPOVER_ADDRESS     the address to listen on; 0.0.0.0 lets others in    (127.0.0.1)
#   FLIPOVER_PUBLIC_URL  what links begin with: how others reach it          (http://127.0.0.1:PORT)
# For a machine that others depend on, read deploy/README.md: a service of systemd, behind a proxy that speaks TLS.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/packages.sh
. deploy/node.sh

data=${FLIPOVER_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/flipover}
port=${FLIPOVER_PORT:-8080}
address=${FLIPOVER_ADDRESS:-127.0.0.1}
url=http://127.0.0.1:$port
public_url=${FLIPOVER_PUBLIC_URL:-$url}
public_url=${public_url%/}
bin=$PWD/build/release/bin
admin_secret=$data/admin-secret
run=$data/run   # what this script remembers: process id, log, links, the demonstration meeting
cli=("$bin/flipover" --server "$url" --admin-secret-file "$admin_secret")

die() {
  echo "deploy/run.sh: $*" >&2
  exit 1
}

# The process id of the server that this data directory knows, if it runs. A recycled id is not taken for it.
server_pid() {
  local pid
  pid=$(cat "$run/pid" 2>/dev/null) && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = flipover-server ] && echo "$pid"
}

# Tells the server to finish what it holds and waits for it. Never kills: a server that doesn't stop is for a person.
stop_server() {
  local pid tries
  pid=$(server_pid) || return 0
  echo "Stopping the running server ($pid)"
  kill -TERM "$pid" 2>/dev/null || true
  for ((tries = 0; tries < 300; tries++)); do
    kill -0 "$pid" 2>/dev/null || { rm -f "$run/pid"; return 0; }
    sleep 0.1
  done
  die "the server ($pid) did not stop within 30 s; see $run/server.log"
}

answers() { curl --noproxy '*' -fsS --max-time 2 -o /dev/null "$url/$1" 2>/dev/null; }

start_server() {
  local pid tries
  ! answers healthz || die "something else answers at $url; choose another port: FLIPOVER_PORT=8081 deploy/run.sh"
  [ ! -e "$run/server.log" ] || mv "$run/server.log" "$run/server.log.1"
  setsid nohup "$bin/flipover-server" --data "$data" --address "$address" --port "$port" \
    --public-url "$public_url" --admin-secret-file "$admin_secret" --web "$PWD/clients/web/dist" >"$run/server.log" 2>&1 </dev/null 9>&- &
  pid=$!
  echo "$pid" >"$run/pid"
  for ((tries = 0; tries < 600; tries++)); do
    answers readyz && return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$run/server.log" >&2
  die "the server is not ready at $url; the end of its log ($run/server.log) stands above"
}

# Imports the demonstration case once per data directory, as if it was held eight weeks ago, and invites a reader.
import_demo() {
  local meeting
  [ ! -s "$run/demo-meeting" ] || return 0
  echo "Importing the demonstration case (fictitious)"
  meeting=$("${cli[@]}" import tests/data/demo-case.json --start "$(date -u -d '8 weeks ago' +%Y-%m-%dT08:00:00Z)" |
    sed -n 's/.*"meeting": *"\([^"]*\)".*/\1/p' | head -n 1)
  [ -n "$meeting" ] || die "the demonstration case was not imported; see $run/server.log"
  (umask 077 && "${cli[@]}" invite "$meeting" --role procesregisseur --name "Demo" >"$run/demo-invitation")
  echo "$meeting" >"$run/demo-meeting"
}

# Gives the facilitator a link of his own, once per data directory; with it he makes cases and meetings, and practises.
name_facilitator() {
  [ ! -s "$run/facilitator-link" ] || return 0
  "${cli[@]}" person create Procesregisseur --link-file-out "$run/facilitator-link" >/dev/null ||
    die "no link was made for the facilitator; see $run/server.log"
}

say_where() {
  local meeting secret
  meeting=$(cat "$run/demo-meeting")
  secret=$(cat "$run/facilitator-link")
  cat <<TEXT

flipover runs at $public_url. Open this in a browser; it is the facilitator's own link, so keep it to yourself:

  $public_url/j#${secret##*#}

"Oefenen" there opens a practice meeting at once, with a fictitious case.

  the demo meeting, to play back:   $public_url/j#$(cat "$run/demo-invitation")
                                    then $public_url/m/$meeting/replay and $public_url/m/$meeting/report
  the same, line by line:           $bin/flipover --server $url --token-file $run/demo-invitation tail $meeting --from 1
  is it well:                       curl $url/readyz     curl $url/metrics
  its log:                          $run/server.log
  stop it:                          deploy/run.sh --stop

Meetings and keys are in $data; the administrator's secret is in $admin_secret.
TEXT
}

[[ $port =~ ^[0-9]+$ ]] || die "FLIPOVER_PORT is a number, not '$port'"
(umask 077 && mkdir -p "$run")
exec 9>"$run/lock"
flock -n 9 || die "another deploy/run.sh is at work on $data"

case "${1:-}" in
  --stop) stop_server ;;
  "")
    # shellcheck disable=SC2086  # lists of words
    install_packages $FLIPOVER_BUILD_PACKAGES $FLIPOVER_RUN_PACKAGES || die "the packages could not be installed"
    echo "Building"
    cmake --preset release -DFLIPOVER_TESTS=OFF -B build/release >/dev/null
    cmake --build --preset release --target flipover-server flipover
    provide_node || die "Node.js could not be installed"
    install_web || die "the packages of the web client could not be installed"
    build_web || die "the web client was not built"
    stop_server
    start_server
    import_demo
    name_facilitator
    say_where
    ;;
  *) die "unknown: $1 (see the first lines of deploy/run.sh)" ;;
esac
