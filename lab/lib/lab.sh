# shellcheck shell=bash
# The lab as a whole, seen from inside its outer namespaces.

lab_start() {
  local host
  network_create
  for host in "${LAB_LIBVIRT_HOSTS[@]}"; do
    in_parallel "$host" lab_start_host "$host"
  done
  in_parallel jump lab_start_jump
  in_parallel store store_start
  in_parallel_join "could not bring up"
  for host in "${LAB_LIBVIRT_HOSTS[@]}"; do
    in_parallel "$host" call "$host" pools_define "$host"
  done
  in_parallel_join "could not bring up the storage pools of"
  vms_reset
}

lab_start_host() {
  node_create "$1"
  call "$1" host_start "$1"
  if [[ $1 == charlie ]]; then
    call "$1" ssh_start_daemon "$1"
  fi
}

lab_start_jump() {
  node_create jump
  call jump jump_furnish
}

# In the jump host: all that makes it the place to work from.
jump_furnish() {
  pki_install jump
  ssh_install_client
  install -D -m 644 "$LAB_HOME/inventory.conf" /etc/virt-migrate/inventory.conf
}

lab_reset() {
  local host
  ! lab_has ceph || call store ceph_wake
  for host in "${LAB_LIBVIRT_HOSTS[@]}"; do
    network_mend "$host"
    call "$host" network_slow off
  done
  vms_reset
}

lab_report() {
  local host
  for host in "${LAB_LIBVIRT_HOSTS[@]}"; do
    echo "$host: libvirtd $(call "$host" host_daemon_report), mgmt $(network_report "$host" mgmt)," \
      "mig $(network_report "$host" mig)$(call "$host" network_rate_report)"
    call "$host" host_vm_report
    call "$host" pools_report
  done
  ! lab_has ceph || call store ceph_report
  report_volume_groups
}

# A pool of type logical would be worth having. Its volumes are devices of the kernel's device mapper.
report_volume_groups() {
  if grep -qw device-mapper /proc/misc; then
    echo "pool vg: none; the lab does not make logical volumes"
  else
    echo "pool vg: none; logical volumes are not possible here, as this kernel has no device mapper"
  fi
}
