#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the pinned tools of this folder (Node and several wranglers) from npm, each with its own lock file and
# node_modules, into KVW_INTEROP_TOOLS (default: tools/ here). Says nothing and does nothing when they are up to date.
# No package's install script runs: none of the tools needs one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${KVW_INTEROP_TOOLS:-$here/tools}

if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "tests/interop: the pinned Node is for Linux on x86-64, this is $(uname -s) on $(uname -m)" >&2
  exit 1
fi

for source in "$here"/tools/*/; do
  name=$(basename "$source")
  folder=$target/$name
  stamp=$folder/node_modules/.installed-lock
  if cmp -s "$source/package-lock.json" "$stamp"; then
    continue
  fi
  command -v npm >/dev/null || { echo "tests/interop: npm is missing; install Debian's package npm" >&2; exit 1; }
  mkdir -p "$folder"
  if ! [ "$folder" -ef "$source" ]; then
    cp "$source/package.json" "$source/package-lock.json" "$folder/"
  fi
  echo "tests/interop: installing $name" >&2
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >&2)
  cp "$folder/package-lock.json" "$stamp"
done
