# What must not be found anywhere but on the hosts: keys of disks, and passwords that stand in definitions.
# shellcheck shell=bash

VNC_PASSWORD=Sesame-7
DISK_KEY=training

# A definition that holds a password, for a VM that is there.
give_password() {
  on alpha dumpxml "$1" --inactive | sed "s#</devices>#<graphics type='vnc' autoport='yes' passwd='$VNC_PASSWORD'/></devices>#" \
    >"$XDG_STATE_HOME/password.xml"
  on alpha define "$XDG_STATE_HOME/password.xml"
  rm "$XDG_STATE_HOME/password.xml"
}

# Does one of the files say one of the secrets, as it is or in base64?
tells_a_secret() {
  grep -rlF -e "$VNC_PASSWORD" -e "$(printf %s "$VNC_PASSWORD" | base64)" -e "$DISK_KEY" -e "$(printf %s "$DISK_KEY" | base64)" "$@"
}

# What anybody on this machine can see of our processes.
note_processes() {
  local pid
  for pid in $(own_processes "virt-migrate"); do
    cat "/proc/$pid/cmdline" "/proc/$pid/environ" >>"$WORK/processes" 2>/dev/null || true
  done
}

is_over() {
  note_processes
  ! task_is "$TASK" running
}

# expect_silent ARGUMENT…: the move of a VM to bravo, which must tell nothing of what it carries.
expect_silent() {
  local vm=$1 told=$WORK/told
  rm -f "$WORK/processes" "$told"
  vm_migrate check "$@" --json
  echo "$OUT" >>"$told"
  start_detached run "$@"
  echo "$OUT" >>"$told"
  wait_until 120 is_over
  for command in "watch $TASK" "log $TASK" "tasks --json"; do
    # shellcheck disable=SC2086 # two words
    vm_migrate $command
    expect_code 0
    echo "$OUT" >>"$told"
  done
  expect_output "passwd='$VNC_PASSWORD'" on bravo dumpxml "$vm" --security-info
  grep -qF "run" "$WORK/processes" && grep -qF "virt-migrate-runner" "$WORK/processes" || fail "no process was seen"
  ! tells_a_secret "$told" "$WORK/processes" "$XDG_STATE_HOME" || fail "a secret is told"
}

test_no_secret_leaves_the_hosts() {
  lab vm crypt
  lab vm local
  give_password crypt
  expect_silent crypt --type both --to bravo --disk vda:pool=local2,speed=16MiB/s
  # It would be found: the same search on a file of the host that must have it. And the key of the disk is there: the VM starts.
  lab shell bravo cat /etc/libvirt/qemu/crypt.xml >"$WORK/control"
  tells_a_secret "$WORK/control" || fail "the search finds nothing"
  on bravo start crypt
  wait_until 10 is_on bravo crypt running
  lab vm crypt
  give_password local
  on alpha destroy local
  on alpha start local
  expect_silent local --type both --to bravo --disk vda:pool=local2,speed=40MiB/s
  expect_only_on local bravo running
  lab vm local
}
