# shellcheck shell=bash
# Shared storage: node `store` serves one Gluster volume, which alpha and bravo mount as pool `vmstore`. Being a real
# cluster file system, libvirt knows by itself that a VM on it may move without its disks.

store_start() {
  node_create store
  call store store_serve
}

# In the node store.
store_serve() {
  own_folder store /var/lib/glusterd
  own_folder store /var/log/glusterfs
  mkdir -p "$LAB_HOSTS/store/brick"
  glusterd
  wait_until 10 "an answer of glusterd" gluster --mode=script volume list
  store_gluster volume create vmstore "store:$LAB_HOSTS/store/brick" force
  store_gluster volume start vmstore
}

store_gluster() {
  local answer
  answer=$(gluster --mode=script "$@" 2>&1) || die "gluster $*: $answer"
}
