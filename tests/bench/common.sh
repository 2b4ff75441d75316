# shellcheck shell=bash
# For the pieces that run on the lab's jump host.

declare -A LAB_ADDRESS=([alpha]=10.78.0.1 [bravo]=10.78.0.2)
# shellcheck disable=SC2034 # for those who read this file
declare -A OTHER=([alpha]=bravo [bravo]=alpha)

now_ms() {
  echo $((${EPOCHREALTIME/./} / 1000))
}

# timed COMMAND...: its duration in ms on standard output, its own words in our complaints.
timed() {
  local start end
  start=$(now_ms)
  "$@" >&2 </dev/null || { echo "failed: $*" >&2 && return 1; }
  end=$(now_ms)
  echo $((end - start))
}

median() {
  sort -n | awk '{ value[NR] = $1 } END { if (NR) print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'
}

uri_of() {
  echo "qemu+tls://$1/system"
}

# virsh_move VM FROM TO: what the wizard shows as the same by hand.
virsh_move() {
  virsh -q -c "$(uri_of "$2")" migrate --live --p2p --persistent --undefinesource "$1" "$(uri_of "$3")" "tcp://${LAB_ADDRESS[$3]}"
}

our_move() {
  "$VIRT_MIGRATE" -c "$BENCH_INVENTORY" run "$2/$1" --type host --to "$3" --yes
}

# host_of VM: where it lives now.
host_of() {
  local host
  for host in alpha bravo; do
    if virsh -q -c "$(uri_of "$host")" domstate "$1" >/dev/null 2>&1; then
      echo "$host"
      return
    fi
  done
  echo "VM $1 is on neither host" >&2
  return 1
}
