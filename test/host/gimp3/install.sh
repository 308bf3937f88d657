#!/bin/sh
# Puts GIMP 3, of Debian trixie, into a folder of its own, for test/host/gimp3_test.ts.
#
# Needs root, debootstrap, and Deno on PATH, which it makes reachable inside.
# Run it again after a restart: what it mounts is gone then. uninstall.sh takes
# the mounts away, which must be done before the folder is removed.
set -eu

root=${MLMC_TRIXIE:-/var/cache/mlmc/trixie}
repository=$(cd "$(dirname "$0")/../../.." && pwd)
packages="gimp gir1.2-gimp-3.0 xvfb xauth openbox xdotool fonts-dejavu-core"

if [ ! -e "$root/.complete" ]; then
  debootstrap --variant=minbase trixie "$root"
  touch "$root/.complete"
fi

mkdir -p "$root/proc"
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"

# What was bound before may be another clone that was removed since.
bind() { # PATH
  mkdir -p "$root$1"
  while mountpoint -q "$root$1"; do umount "$root$1"; done
  mount --bind "$1" "$root$1"
}

# shellcheck disable=SC2086 # They are words.
if ! chroot "$root" dpkg -s $packages >/dev/null 2>&1; then
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
  chroot "$root" apt-get update -q
  chroot "$root" apt-get install -qy --no-install-recommends $packages
fi

# The repository, and Deno with its cache, where they are outside.
cache=$(deno eval 'const info = await new Deno.Command(Deno.execPath(),
  { args: ["info", "--json"] }).output();
  console.log(JSON.parse(new TextDecoder().decode(info.stdout)).denoDir)')
deno=$(deno eval 'console.log(Deno.execPath())')
bind "$repository"
bind "$cache"
cmp -s "$deno" "$root/usr/local/bin/deno" ||
  install -m 755 "$deno" "$root/usr/local/bin/deno"
cat >"$root/usr/local/bin/mlmc" <<END
#!/bin/sh
DENO_DIR='$cache' exec deno run -A '$repository/mod.ts' "\$@"
END
chmod 755 "$root/usr/local/bin/mlmc"

chroot "$root" gimp-console-3.0 --version
