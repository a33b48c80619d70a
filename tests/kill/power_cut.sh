#!/usr/bin/env bash
# Cuts the power of the server's disk under load, again and again: what was written and not synced is gone.
# A file holds the disk (loop, ext4); the server is stopped first, then the file system is shut down under it.
#
#   tests/kill/power_cut.sh [--rounds N] [--seed N]     options of kill_rounds
#
# Needs root, a loop device and the release build. Exit code 77: this machine cannot do it.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${FLIPOVER_BIN:-$PWD/build/release/bin}

skip() {
  echo "power cut: skipped: $*"
  exit 77
}
[ "$(id -u)" -eq 0 ] || skip "only root can mount a disk"
[ -x "$bin/kill_rounds" ] || skip "build it first: cmake --build --preset release --target tests_kill"
command -v mkfs.ext4 >/dev/null && command -v python3 >/dev/null || skip "mkfs.ext4 and python3 are needed"

work=$(mktemp -d)
disk=$work/disk.img
mnt=$work/mnt
finish() {
  umount "$mnt" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
mkdir "$mnt"
truncate -s 512M "$disk"
mkfs.ext4 -qF "$disk"
mount -o loop "$disk" "$mnt" 2>/dev/null || skip "this machine has no loop device"

# EXT4_IOC_SHUTDOWN without flushing the journal.
cut="python3 -c \"import fcntl,os,struct;fcntl.ioctl(os.open('$mnt',0),(2<<30)|(4<<16)|(88<<8)|125,struct.pack('I',2))\""
back="umount '$mnt' && mount -o loop '$disk' '$mnt'"
"$bin/kill_rounds" --data "$mnt/data" --before-kill "$cut" --after-kill "$back" "$@"
