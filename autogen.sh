#!/bin/sh
# Makes ./configure from configure.ac. Needed once in a fresh clone.
set -e
cd "$(dirname "$0")"
if ! command -v autoreconf >/dev/null; then
  echo "autogen.sh: autoreconf is missing; install autoconf, automake and autoconf-archive" >&2
  exit 1
fi
exec autoreconf --install
