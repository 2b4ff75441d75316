# shellcheck shell=bash
# Two networks join the nodes: mgmt for control and storage, mig for migration data. Each is a bridge in the outer
# namespaces; a node's eth0 and eth1 are cables into them. The far end of a cable is called NODE-mgmt or NODE-mig.

network_create() {
  local bridge
  for bridge in mgmt mig; do
    ip link add "$bridge" type bridge
    ip link set "$bridge" up
  done
}

network_plug() {
  local node=$1
  network_cable "$node" mgmt eth0
  if is_libvirt_host "$node"; then
    network_cable "$node" mig eth1
  fi
}

network_cable() {
  local node=$1 bridge=$2 device=$3
  ip link add "$node-$bridge" type veth peer name "$device" netns "$(node_pid "$node")"
  ip link set "$node-$bridge" master "$bridge" up
}

network_furnish() {
  local node=$1
  ip link set lo up
  network_address eth0 "${NODE_MGMT[$node]}"
  if is_libvirt_host "$node"; then
    network_address eth1 "${NODE_MIG[$node]}"
  fi
}

network_address() {
  ip address add "$2/24" dev "$1"
  ip link set "$1" up
}

# --- bad days to order ------------------------------------------------------------------------------------------

# Pulls the cable or puts it back: the node keeps its addresses and sees a dead link.
network_cut() {
  ip link set "$1-$2" down
}

network_mend() {
  local bridge
  for bridge in mgmt mig; do
    ip link set "$1-$bridge" up 2>/dev/null || true
  done
}

# In a host: what leaves on the migration network leaves at this rate.
network_slow() {
  if [[ $1 == off ]]; then
    tc qdisc del dev eth1 root 2>/dev/null || true
  else
    tc qdisc replace dev eth1 root tbf rate "$1" burst 128kb latency 100ms ||
      die "tc does not take the rate '$1': give one like 100mbit, or off"
  fi
}

network_report() {
  case $(ip -o link show "$1-$2") in
    *LOWER_UP*) echo up ;;
    *) echo cut ;;
  esac
}

network_rate_report() {
  tc qdisc show dev eth1 | awk '$2 == "tbf" { for (i = 1; i < NF; i++) if ($i == "rate") print " slowed to " $(i + 1) }'
}
