# shellcheck shell=bash disable=SC2034
# The Debian 12 packages flipover needs, in one place; read by deploy/run.sh and tests/run.sh (`. deploy/packages.sh`).

# To build: compiler and tools, then the libraries design decisions rest on. libboost1.81-dev, for the default is 1.74.
FLIPOVER_BUILD_PACKAGES="g++ cmake ninja-build ccache mold pkg-config git
  libboost1.81-dev libprotobuf-dev protobuf-compiler librocksdb-dev libssl-dev libsodium-dev libspdlog-dev
  libcli11-dev prometheus-cpp-dev zlib1g-dev"

# To run: what deploy/run.sh asks the server with. The server's own libraries come with the packages above.
FLIPOVER_RUN_PACKAGES="ca-certificates curl"

# To test: GoogleTest and Google Benchmark, the rules of the house (python3), a failing sync (strace), a disk of one's own
# (mount, e2fsprogs), and a clang whose libFuzzer works (14, the default, has none that links here).
# For the web client: a browser and letters for all that people write. Its Node.js: deploy/node.sh.
FLIPOVER_TEST_PACKAGES="libgtest-dev libgmock-dev libbenchmark-dev python3 strace mount e2fsprogs curl clang-16 libclang-rt-16-dev
  chromium fonts-dejavu-core fonts-noto-color-emoji"

# install_packages NAME...: installs those that are not there yet; asks no network when all are.
install_packages() {
  local missing=() name sudo=()
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and this user can't install them: ${missing[*]}" >&2
      return 1
    fi
    sudo=(sudo)
  fi
  echo "Installing ${missing[*]}"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y update >/dev/null &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "${missing[@]}" \
      </dev/null >/dev/null
}
