# shellcheck shell=bash
# The nodes of the lab, and the namespaces they live in.
#
# One outer set of namespaces (network, mount, host name, process, IPC) holds the whole lab: when its first process
# dies, the kernel ends every process and drops every mount, bridge and link in it. Inside, each node has network,
# mount and host name namespaces of its own, kept open by a process that only sleeps, so that no daemon's end is the
# end of its host.

LAB_LIBVIRT_HOSTS=(alpha bravo charlie)
LAB_NODES=("${LAB_LIBVIRT_HOSTS[@]}" jump store)

declare -A NODE_MGMT=([alpha]=10.77.0.1 [bravo]=10.77.0.2 [charlie]=10.77.0.3 [jump]=10.77.0.10 [store]=10.77.0.20)
declare -A NODE_MIG=([alpha]=10.78.0.1 [bravo]=10.78.0.2 [charlie]=10.78.0.3)

is_node() {
  [[ -n ${NODE_MGMT[$1]-} ]]
}

is_libvirt_host() {
  [[ -n ${NODE_MIG[$1]-} ]]
}

# --- the outer namespaces, seen from the machine ---------------------------------------------------------------

outer_start() {
  mkdir -p "$LAB_RUN"
  setsid unshare --net --mount --uts --pid --ipc --fork --mount-proc --kill-child \
    bash "$LAB_HOME/lib/init" "$LAB_RUN/born" </dev/null >/dev/null 2>"$LAB_RUN/init.log" 9>&- &
  wait_until 5 "namespaces for the lab (does this machine allow them?)" test -e "$LAB_RUN/born"
  outer_identity "$(<"/proc/$!/task/$!/children")" >"$LAB_RUN/outer"
}

# A process number alone may have been given to somebody else since; together with a namespace it is ours. (The IPC
# namespace is among the first things that a dying process lets go.)
outer_identity() {
  local pid=${1// /}
  echo "$pid $(readlink "/proc/$pid/ns/ipc")"
}

outer_pid() {
  local pid rest
  [[ -f $LAB_RUN/outer ]] || return 1
  read -r pid rest <"$LAB_RUN/outer"
  [[ -n $rest && $(outer_identity "$pid" 2>/dev/null) == "$pid $rest" ]] || return 1
  echo "$pid"
}

outer_stop() {
  local pid
  pid=$(outer_pid) || return 0
  kill -9 "$pid"
  wait_until 20 "the end of the lab's processes" process_gone "$pid"
}

# exec, so that the caller's own process becomes the command's only company.
outer_exec() {
  local pid
  pid=$(outer_pid) || die "the lab is not up: run 'lab/lab up'"
  exec nsenter --target "$pid" --net --mount --uts --pid --ipc -- "$@"
}

in_outer() {
  (outer_exec "$@")
}

# --- nodes, seen from inside the outer namespaces --------------------------------------------------------------

node_pid() {
  cat "$LAB_RUN/nodes/$1"
}

node_exec() {
  local node=$1
  shift
  exec nsenter --target "$(node_pid "$node")" --net --mount --uts -- "$@"
}

in_node() {
  (node_exec "$@")
}

# call NODE FUNCTION ARGUMENT...: a function of these files, run in the node.
call() {
  local node=$1
  shift
  in_node "$node" bash "$LAB_HOME/lib/call" "$@"
}

# node_create NODE: namespaces and network links; what the node is for comes later.
node_create() {
  local node=$1 pid
  setsid unshare --net --mount --uts sleep infinity </dev/null >/dev/null 2>&1 &
  pid=$!
  wait_until 5 "namespaces of $node" own_namespace "$pid"
  mkdir -p "$LAB_RUN/nodes"
  echo "$pid" >"$LAB_RUN/nodes/$node"
  network_plug "$node"
  call "$node" node_furnish "$node"
}

# unshare becomes sleep when the namespaces are there.
own_namespace() {
  [[ $(<"/proc/$1/comm") == sleep ]]
}

# In the node: a host name, /etc and /run of its own, and a /sys that shows its own network devices.
node_furnish() {
  local node=$1
  hostname "$node"
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/lock /run/sshd /run/user/0
  chmod 700 /run/user/0
  cp -a /etc /run/etc
  mount --bind /run/etc /etc
  mount -t sysfs sysfs /sys
  network_furnish "$node"
  node_write_hosts
}

# own_folder NODE PATH: the node's private folder in place of the machine's.
own_folder() {
  local folder=$LAB_HOSTS/$1$2
  mkdir -p "$folder"
  mount --bind "$folder" "$2"
}

node_write_hosts() {
  local node
  {
    echo "127.0.0.1 localhost"
    for node in "${LAB_NODES[@]}"; do
      echo "${NODE_MGMT[$node]} $node"
    done
  } >/etc/hosts
}
