# shellcheck shell=bash
# What every other file of the lab needs: where things are, how to speak, how to wait.
# shellcheck disable=SC2034 # the folders are for the other files

LAB_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LAB_STATE=$(realpath -m "${VIRT_MIGRATE_LAB:-/var/tmp/virt-migrate-lab}")
export VIRT_MIGRATE_LAB=$LAB_STATE

# Kept from one lab to the next, and made again only when what it is made from has changed.
LAB_CACHE=$LAB_STATE/cache
GUEST_CACHE=$LAB_CACHE/guest
PKI_CACHE=$LAB_CACHE/pki
SSH_CACHE=$LAB_CACHE/ssh

# Gone with the lab. hosts/HOST holds what belongs to one host.
LAB_RUN=$LAB_STATE/run
LAB_HOSTS=$LAB_STATE/hosts

# lab_has storage|ceph: what comes on request leaves a mark.
lab_has() {
  [[ -e $LAB_RUN/$1 ]]
}

say() {
  printf 'lab: %s\n' "$*"
}

warn() {
  printf 'lab: %s\n' "$*" >&2
}

die() {
  warn "$@"
  exit 1
}

# wait_until SECONDS WHAT COMMAND...: come back as soon as the command succeeds, or say what did not happen.
wait_until() {
  local limit=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS > limit)); then
      warn "waited in vain for this: $what"
      return 1
    fi
    sleep 0.05
  done
}

process_gone() {
  ! kill -0 "$1" 2>/dev/null
}

# made_from STAMP INPUT...: true when the stamp was written for inputs that looked just like these.
made_from() {
  local stamp=$1
  shift
  [[ -f $stamp && $(<"$stamp") == "$(fingerprint "$@")" ]]
}

fingerprint() {
  sha256sum "$@" | awk '{ print $1 }' | sha256sum | awk '{ print $1 }'
}

PARALLEL_JOBS=()

# in_parallel NAME COMMAND...; the name is for in_parallel_join to say who failed.
in_parallel() {
  local name=$1
  shift
  "$@" &
  PARALLEL_JOBS+=("$!:$name")
}

# in_parallel_join COMPLAINT: waits for all of them, and dies complaining when one failed.
in_parallel_join() {
  local job failed=()
  for job in "${PARALLEL_JOBS[@]}"; do
    wait "${job%%:*}" || failed+=("${job#*:}")
  done
  PARALLEL_JOBS=()
  ((${#failed[@]} == 0)) || die "$1: ${failed[*]}"
}
