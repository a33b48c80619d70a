# shellcheck shell=bash
# Node.js and the web client: what deploy/run.sh and tests/run.sh share (`. deploy/node.sh`, after deploy/packages.sh, from
# the top of the tree).
#
# Debian 12 has Node.js 18, too old for what builds the web client. Where no newer one is found, Debian's npm fetches npm's
# own packages of both into build/node, which goes first in PATH; the system is left as it was.

FLIPOVER_NODE_AT_LEAST=20.19.0  # as clients/web/package.json says
FLIPOVER_NODE_PACKAGES="node@22.23.3 npm@10.9.9"

node_is_new_enough() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    [ "$(printf 'v%s\n%s\n' "$FLIPOVER_NODE_AT_LEAST" "$(node --version)" | sort -V | head -n 1)" = "v$FLIPOVER_NODE_AT_LEAST" ]
}

# provide_node: from here on `node` and `npm` are new enough.
provide_node() {
  local own=$PWD/build/node
  ! node_is_new_enough || return 0
  if [ ! -x "$own/node_modules/.bin/npm" ] || [ ! -x "$own/node_modules/.bin/node" ]; then
    command -v npm >/dev/null || install_packages ca-certificates nodejs npm || return 1
    echo "Installing Node.js for the web client: $FLIPOVER_NODE_PACKAGES"
    mkdir -p "$own"
    # shellcheck disable=SC2086  # a list of words
    npm install --prefix "$own" --no-audit --no-fund --loglevel=error $FLIPOVER_NODE_PACKAGES || return 1
  fi
  PATH=$own/node_modules/.bin:$PATH
  # Debian's Node.js trusts whom the machine trusts; npm's package of it does so only when told.
  export PATH NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
  hash -r
  node_is_new_enough || { echo "Node.js $(node --version) is older than $FLIPOVER_NODE_AT_LEAST" >&2; return 1; }
}

# install_web: the packages of the web client, as its lock file says; asks no network while that did not change. npm writes
# its own note of what it installed last of all.
install_web() {
  local installed=clients/web/node_modules/.package-lock.json
  [ ! "$installed" -nt clients/web/package-lock.json ] || return 0
  npm --prefix clients/web ci --include=dev --no-audit --no-fund
}

# build_web: clients/web/dist, which flipover-server --web hands out.
build_web() { npm --prefix clients/web run build; }
