# How fast disks are copied, measured by how the new files grow; and what the timer does with a copy that takes too long.
# shellcheck shell=bash

# --- measuring --------------------------------------------------------------------------------------------------

# On a host: "SECONDS BYTES" of what a file takes up, four times a second, until it has not grown for two seconds or there is no more.
watch_growth() {
  local bytes last=-1 still=0
  until [[ -e $1 ]]; do
    read -rt 0.1 <> <(:) || true
  done
  while ((still < 16)) && bytes=$(stat -c '%b' "$1" 2>/dev/null); do
    echo "$EPOCHREALTIME $((bytes * 512))"
    still=$((bytes > last ? 0 : still + 1))
    last=$bytes
    read -rt 0.25 <> <(:) || true
  done
}

# growth_between FILE FROM-SECOND TO-SECOND: bytes a second, on average and in the fastest second, since the file began to grow.
growth_between() {
  awk -v from="$2" -v to="$3" '
    $2 > 262144 && !begun { begun = $1 }
    begun && $1 - begun >= from && $1 - begun <= to { n++; at[n] = $1; bytes[n] = $2 }
    END {
      for (i = j = 1; i <= n; i++) {
        while (j <= n && at[j] - at[i] < 0.95) j++
        if (j <= n && (bytes[j] - bytes[i]) / (at[j] - at[i]) > fastest) fastest = (bytes[j] - bytes[i]) / (at[j] - at[i])
      }
      if (n > 1) printf "%d %d\n", (bytes[n] - bytes[1]) / (at[n] - at[1]), fastest
    }' "$1"
}

# The same for a copy that comes in bursts, all of them but the last, which may be a small one.
growth_of_bursts() {
  awk '
    $2 - last > 4194304 { if (!first) { first = $1; before = last }; full = last; at = $1 }
    { last = $2 }
    END { if (at > first) printf "%d\n", (full - before) / (at - first) }' "$1"
}

# expect_rate WHAT RATE WANTED PERCENT: they differ by no more than that.
expect_rate() {
  echo "$1: $2 bytes a second, wanted are $3"
  ((${2:-0} * 100 >= $3 * (100 - $4) && ${2:-0} * 100 <= $3 * (100 + $4))) || fail "$1 goes on at $2 bytes a second, not $3"
}

# VM local gets a second disk full of data.
give_data() {
  local path
  path=$(folder_of local)/local-vdb.raw
  lab vm local
  head -c "$1M" /dev/urandom >"$(lab_path alpha "$path")"
  on alpha pool-refresh local
  on alpha attach-disk local "$path" vdb --subdriver raw --cache none --config --live
}

MIB=1048576

# --- speed ------------------------------------------------------------------------------------------------------

is_idle_after() {
  (($(wc -l <"$1") >= $2 * 4))
}

# Three moves at the same time: of a running VM, of one that is shut off, and to another host.
test_limit_of_speed_holds_and_can_be_changed() {
  local growth=$XDG_STATE_HOME/growth of=([1]="the running VM's disk" [2]="the shut-off VM's disk") tasks=() n rate fastest
  give_data 96
  lab vm roomy
  lab remove-vm paced 2>/dev/null || true
  lab add-vm paced pool=local format=raw disk=96 memory=96 state=off
  head -c 96M /dev/urandom >"$(lab_path alpha "$(folder_of local)/paced.raw")"
  start_detached run local --type storage --disk vdb:pool=ssd,speed=2MiB/s
  tasks+=([1]="$TASK")
  start_detached run paced --type storage --disk vda:pool=ssd,speed=2MiB/s
  tasks+=([2]="$TASK")
  start_detached run roomy --type both --to bravo --disk vda:pool=local2,speed=4MiB/s
  tasks+=([3]="$TASK")
  on_host alpha watch_growth "$(folder_of ssd)/local-vdb.raw" >"$growth.1" &
  on_host alpha watch_growth "$(folder_of ssd)/paced.raw" >"$growth.2" &
  on_host bravo watch_growth "$(folder_of local2)/roomy.qcow2" >"$growth.3" &
  wait_until 40 is_idle_after "$growth.2" 22
  vm_migrate speed "${tasks[3]}" 20MiB/s
  [[ $CODE == 1 ]] || fail "this libvirt cannot change the speed of a disk on its way to another host, but the exit code is $CODE"
  for n in 1 2; do
    read -r rate fastest < <(growth_between "$growth.$n" 0.5 20.5)
    expect_rate "${of[n]}" "$rate" $((2 * MIB)) 10
    ((fastest <= 4 * MIB)) || fail "${of[n]} had a second of $fastest bytes"
    vm_migrate speed "${tasks[n]}" 6MiB/s
    expect_code 0
  done
  cp "$growth.1" "$growth.1.before"
  cp "$growth.2" "$growth.2.before"
  wait_until 20 is_idle_after "$growth.2" $(($(wc -l <"$growth.2.before") / 4 + 6))
  for n in 1 2; do
    vm_migrate cancel "${tasks[n]}"
    expect_code 0
    read -r rate fastest < <(tail -n +$(($(wc -l <"$growth.$n.before") + 4)) "$growth.$n" | growth_between /dev/stdin 0 4)
    expect_rate "${of[n]}, faster," "$rate" $((6 * MIB)) 20
  done
  vm_migrate watch "${tasks[3]}"
  expect_code 0
  expect_rate "the disk on its way to another host" "$(growth_of_bursts "$growth.3")" $((4 * MIB)) 20
  lab remove-vm paced
  lab vm local
  lab vm roomy
}

# Its disk is as good as empty; at the speed of the disk its memory would take a minute and more.
test_limit_of_a_disk_is_not_one_of_memory() {
  local begun=$EPOCHSECONDS limit
  lab vm local
  limit=$(on alpha migrate-getspeed local)
  vm_migrate run local --type both --to bravo --disk vda:pool=local2,speed=1MiB/s --yes
  expect_code 0
  ((EPOCHSECONDS - begun < 30)) || fail "it took $((EPOCHSECONDS - begun)) s"
  [[ $(on bravo migrate-getspeed local) == "$limit" ]] || fail "the limit of later migrations has changed"
  lab vm local
}

test_limit_of_later_migrations_stays_after_a_cancel() {
  local limit
  lab vm roomy
  limit=$(on alpha migrate-getspeed roomy)
  start_detached run roomy --type both --to bravo --disk vda:pool=local2,speed=2MiB/s
  wait_until 20 has_reached "$TASK" 5
  vm_migrate cancel "$TASK"
  expect_code 0
  [[ $(on alpha migrate-getspeed roomy) == "$limit" ]] || fail "the limit of later migrations is $(on alpha migrate-getspeed roomy), and was $limit"
}

# --- timer ------------------------------------------------------------------------------------------------------

# A line: VM and the rest of the command; each copy takes some ten seconds.
test_timer_suspends_until_the_disks_are_copied() {
  local vm host arguments
  give_data 48
  lab vm roomy
  while read -r vm host arguments; do
    remember_guest "$vm" alpha
    # shellcheck disable=SC2086 # several words
    start_detached run "$vm" $arguments --timeout 3s --on-timeout suspend
    wait_until 30 is_on alpha "$vm" paused
    task_is "$TASK" running || fail "it was suspended too late to be seen"
    vm_migrate watch "$TASK"
    expect_code 0
    expect_says "the timer ran out: finished with the VM suspended"
    expect_only_on "$vm" "$host" running
    expect_guest_went_on "$vm" "$host"
  done <<END
    local alpha --type storage --disk vdb:pool=ssd,speed=6MiB/s
    roomy bravo --type both --to bravo --disk vda:pool=local2,speed=4MiB/s
END
  lab vm local
  lab vm roomy
}

test_timer_cancels_a_copy_of_disks() {
  local vm arguments
  give_data 48
  lab vm roomy
  remember_world
  while read -r vm arguments; do
    remember_guest "$vm" alpha
    # shellcheck disable=SC2086 # several words
    vm_migrate run "$vm" $arguments --timeout 2s --on-timeout cancel --yes
    expect_code 4
    expect_says "cancelled by the timer"
    expect_only_on "$vm" alpha running
    expect_guest_went_on "$vm" alpha
    expect_world_unchanged
  done <<END
    local --type storage --disk vdb:pool=ssd,speed=6MiB/s
    roomy --type both --to bravo --disk vda:pool=local2,speed=4MiB/s
END
  lab vm local
}
