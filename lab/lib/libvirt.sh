# shellcheck shell=bash
# A libvirt host: its folders, its daemon and its networks.

GUEST_FOLDER=/var/lib/libvirt/guest
CONSOLE_FOLDER=/var/log/libvirt/console

declare -A HOST_UUID=(
  [alpha]=a1fa0000-7a61-4e00-8000-000000000001
  [bravo]=b0a70000-7a61-4e00-8000-000000000002
  [charlie]=c4a70000-7a61-4e00-8000-000000000003
)
declare -A HOST_NETWORKS=([alpha]="lan office" [bravo]="lan backoffice" [charlie]="lan")

# In the host, until it answers. Its pools wait until the shared storage is there.
host_start() {
  local host=$1
  own_folder "$host" /var/lib/libvirt
  host_share_cache
  own_folder "$host" /var/log/libvirt
  own_folder "$host" /var/log/glusterfs
  mkdir -p "$GUEST_FOLDER" "$CONSOLE_FOLDER"
  ln -s "$LAB_HOSTS/$host$CONSOLE_FOLDER" "$LAB_HOSTS/$host/console"
  mount --bind -o ro "$GUEST_CACHE" "$GUEST_FOLDER"
  pki_install "$host"
  host_configure "$host"
  host_bridges "$host"
  host_start_daemon
  host_define_networks "$host"
}

# What libvirt finds out about QEMU at a first start is the same for all hosts, and lasts until QEMU changes.
host_share_cache() {
  mkdir -p "$LAB_CACHE/libvirt"
  mount --bind "$LAB_CACHE/libvirt" /var/cache/libvirt
}

host_configure() {
  local host=$1
  rm -rf /etc/libvirt/qemu /etc/libvirt/storage /etc/libvirt/secrets
  cat >/etc/libvirt/libvirtd.conf <<END
host_uuid = "${HOST_UUID[$host]}"
listen_tls = 1
listen_tcp = 0
auth_unix_rw = "none"
auth_tls = "none"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
END
  # Guests run as root and unconfined: what would confine them belongs to the machine around the lab.
  cat >/etc/libvirt/qemu.conf <<END
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
cgroup_controllers = [ ]
namespaces = [ ]
stdio_handler = "file"
END
}

host_bridges() {
  local network
  for network in ${HOST_NETWORKS[$1]}; do
    ip link add "br-$network" type bridge
    ip link set "br-$network" up
  done
}

host_start_daemon() {
  libvirtd --daemon --listen
  wait_until 15 "an answer of libvirtd on $(hostname)" host_virsh uri
}

# Starts the daemon anew; guests go on, as they do on any libvirt host.
host_restart_daemon() {
  host_stop_daemon
  host_start_daemon
}

# A daemon that is gone, stopped or stuck is replaced.
host_ensure_daemon() {
  host_answers || host_restart_daemon
}

# Asks first, also one that somebody stopped by a signal.
host_stop_daemon() {
  local pid
  pid=$(host_daemon_pid) || return 0
  kill -TERM "$pid"
  kill -CONT "$pid"
  wait_until 5 "the end of libvirtd on $(hostname), now killed" process_gone "$pid" && return
  kill -9 "$pid"
  wait_until 15 "the end of libvirtd on $(hostname)" process_gone "$pid"
}

host_daemon_pid() {
  local pid
  pid=$(cat /run/libvirtd.pid 2>/dev/null) && kill -0 "$pid" 2>/dev/null && echo "$pid"
}

host_daemon_report() {
  local pid
  if ! pid=$(host_daemon_pid); then
    echo dead
  elif host_answers; then
    echo "answers (process $pid)"
  else
    echo "does not answer (process $pid)"
  fi
}

host_vm_report() {
  host_answers || return 0
  host_virsh list --all | sed '/^$/d'
}

# Storage that hangs may get stuck what has to do with pools, and nothing else.
host_answers() {
  timeout 5 virsh --quiet --connect qemu:///system pool-list --all >/dev/null 2>&1
}

host_virsh() {
  virsh --quiet --connect qemu:///system "$@"
}

# host_do VIRSH-COMMAND...: what virsh has to say matters only when it fails.
host_do() {
  local answer
  answer=$(host_virsh "$@" 2>&1) || die "$(hostname): virsh $*: $answer"
}

# host_define VIRSH-COMMAND: define what standard input describes.
host_define() {
  host_do "$1" /dev/stdin
}

host_define_networks() {
  local network
  for network in ${HOST_NETWORKS[$1]}; do
    host_define net-define <<END
<network><name>$network</name><forward mode='bridge'/><bridge name='br-$network'/></network>
END
    host_do "net-start $network; net-autostart $network"
  done
}

# Networks that somebody stopped; for refusals the same holds as for pools.
host_activate_networks() {
  local name
  for name in $(host_virsh net-list --inactive --name); do
    host_virsh net-start "$name" >/dev/null 2>&1 || true
  done
}
