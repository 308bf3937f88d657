#!/bin/sh
# Takes away what install.sh has mounted in GIMP 3's folder, which stays.
set -eu

root=${MLMC_TRIXIE:-/var/cache/mlmc/trixie}
# The innermost first.
awk -v root="$root/" 'index($2, root) == 1 { print $2 }' /proc/mounts | sort -r |
  while read -r place; do umount "$place"; done
