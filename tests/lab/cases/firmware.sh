# What libvirt keeps beside a definition and deletes with it when it may: firmware variables, here on shared storage.
# shellcheck shell=bash

NVRAM=/var/lib/libvirt/vmstore/firmware_VARS.fd

# A VM without disks whose firmware lies in flash, with its variables beside the disks of the others. The firmware is that of
# the other VMs: it boots the same guest.
define_firmware() {
  lab vm web
  trap remove_firmware EXIT
  lab shell alpha sh -c "head -c 65536 /dev/urandom >$NVRAM"
  on alpha dumpxml web --inactive |
    sed '/<disk /,/<\/disk>/d; /<uuid>/d; /<mac /d; s/<name>web</<name>firmware</; s/web\.log/firmware.log/' |
    sed "s|<type arch.*|&<loader readonly='yes' type='pflash'>/usr/share/seabios/bios-256k.bin</loader><nvram>$NVRAM</nvram>|" \
      >"$XDG_STATE_HOME/firmware.xml"
  on alpha define "$XDG_STATE_HOME/firmware.xml"
  on alpha start firmware
  remember_guest firmware alpha
  VARIABLES=$(lab shell alpha sha256sum "$NVRAM")
}

# At the end of the test, whatever it is: the lab does not undefine a VM that has firmware variables.
remove_firmware() {
  local host
  for host in alpha bravo; do
    on "$host" destroy firmware >/dev/null 2>&1 || true
    on "$host" undefine firmware --keep-nvram >/dev/null 2>&1 || true
  done
  lab remove-vm firmware
  lab shell alpha rm -f "$NVRAM"
}

expect_variables_kept() {
  local host
  for host in alpha bravo; do
    [[ $(lab shell "$host" sha256sum "$NVRAM") == "$VARIABLES" ]] || fail "$host sees other firmware variables, or none"
  done
}

test_firmware_variables_stay_on_shared_storage() {
  define_firmware
  vm_migrate run firmware --to bravo --yes
  expect_code 0
  expect_only_on firmware bravo running
  expect_output "$NVRAM" on bravo dumpxml firmware --inactive
  expect_variables_kept
  expect_guest_went_on firmware bravo
}

test_firmware_variables_stay_when_moved_directly() {
  lab run sed '/peer_uri/d' /etc/virt-migrate/inventory.conf >"$XDG_STATE_HOME/direct.conf"
  define_firmware
  vm_migrate -c "$XDG_STATE_HOME/direct.conf" run firmware --to bravo --yes
  expect_code 0
  expect_only_on firmware bravo running
  expect_variables_kept
  expect_guest_went_on firmware bravo
}

# The step that leaves nothing behind has something to do only when libvirt has not done it: here, because somebody
# defines the VM at its source again while the task stands still.
test_firmware_variables_stay_when_a_definition_is_left() {
  define_firmware
  on alpha dumpxml firmware --inactive >"$XDG_STATE_HOME/left.xml"
  lab slow 200mbit
  start_detached run firmware --to bravo
  wait_until 20 job_is_copying alpha firmware
  local runner
  runner=$(runner_pid "$TASK")
  kill -STOP "$runner"
  lab slow off
  wait_until 60 is_on bravo firmware running
  wait_until 20 is_on alpha firmware absent
  on alpha define "$XDG_STATE_HOME/left.xml"
  kill -CONT "$runner"
  vm_migrate watch "$TASK"
  expect_code 0
  [[ $OUT != *"nothing was left"* ]] || fail "the definition came too late"
  expect_only_on firmware bravo running
  expect_variables_kept
  expect_guest_went_on firmware bravo
}

# Shut off, the variables would stay behind: that is a reason to refuse.
test_shut_off_vm_with_firmware_variables_is_refused() {
  define_firmware
  on alpha destroy firmware
  vm_migrate run firmware --to bravo --yes
  expect_code 3
  expect_says "firmware variables"
  expect_only_on firmware alpha "shut off"
  expect_variables_kept
}
