# shellcheck shell=bash
# Shared storage: node `store` serves Gluster volumes, which alpha and bravo mount as pools of the same names. Being a
# real cluster file system, libvirt knows by itself that a VM on it may move without its disks.

store_start() {
  node_create store
  call store store_serve
}

# In the node store.
store_serve() {
  local volume
  own_folder store /var/lib/glusterd
  own_folder store /var/log/glusterfs
  glusterd
  wait_until 10 "an answer of glusterd" gluster --mode=script volume list
  for volume in "${SHARED_POOLS[@]}"; do
    mkdir -p "$LAB_HOSTS/store/bricks/$volume"
    store_gluster volume create "$volume" "store:$LAB_HOSTS/store/bricks/$volume" force
    # The client waits for an interrupted file lock in a thread that reads answers; io_uring interrupts many. With the two
    # threads that it has by default, two such locks at a time stop the mount for good.
    store_gluster volume set "$volume" client.event-threads 16
    store_gluster volume start "$volume"
  done
}

store_gluster() {
  local answer
  answer=$(gluster --mode=script "$@" 2>&1) || die "gluster $*: $answer"
}
