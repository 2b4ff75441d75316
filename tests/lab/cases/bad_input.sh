# Mistakes are told clearly and change nothing.
# shellcheck shell=bash

test_unknown_names() {
  vm_migrate run web --to nowhere --yes
  expect_code 2
  expect_says "no host “nowhere”" "alpha, bravo, charlie"
  vm_migrate run nosuchvm --to bravo --yes
  expect_code 2
  expect_says "no VM “nosuchvm”"
  vm_migrate run alpha/nosuchvm --to bravo --yes
  expect_code 2
  expect_says "no VM “nosuchvm” on alpha"
  vm_migrate run nowhere/web --to bravo --yes
  expect_code 2
  expect_says "no host “nowhere”"
}

test_bad_usage() {
  vm_migrate run web --to bravo --teleport --yes
  expect_code 2
  expect_says "--teleport"
  vm_migrate run web --yes
  expect_code 2
  expect_says "--to HOST"
  vm_migrate run --to bravo --yes
  expect_code 2
  expect_says "which VM?"
  vm_migrate run web --to bravo
  expect_code 2
  expect_says "--yes"
  vm_migrate run web --to bravo --timeout soon --yes
  expect_code 2
  expect_says "“soon”"
  vm_migrate run web --to bravo --type teleport --yes
  expect_code 2
  expect_says "teleport" "host, storage, both"
  vm_migrate run --rules --yes
  expect_code 2
  expect_says "--rules"
  vm_migrate explode
  expect_code 2
  expect_says "no command “explode”"
  vm_migrate watch x
  expect_code 2
  vm_migrate watch 999
  expect_code 2
  expect_says "no task 999"
  vm_migrate run --back 999 --yes
  expect_code 2
  expect_says "no task 999"
  vm_migrate run web --to bravo --back 0 --yes
  expect_code 2
  expect_says "--back takes the number of a task"
  vm_migrate cancel 999
  expect_code 2
  expect_says "no task 999"
  vm_migrate speed 999 20Mbit/s
  expect_code 2
  expect_says "no task 999"
  vm_migrate cancel web
  expect_code 2
  expect_says "HOST/VM"
  vm_migrate cancel nowhere/web
  expect_code 2
  expect_says "no host “nowhere”" "alpha, bravo"
  vm_migrate cancel alpha/nosuchvm
  expect_code 2
  expect_says "no VM “nosuchvm” on alpha"
  vm_migrate cancel alpha/web
  expect_code 2
  expect_says "nobody is moving web away from alpha"
}

test_options_that_do_not_apply() {
  lab vm idle
  lab vm cold
  vm_migrate run idle --to bravo --post-copy --yes
  expect_code 2
  expect_says "--post-copy" "suspended"
  vm_migrate run cold --to bravo --encrypt --yes
  expect_code 2
  expect_says "--encrypt" "shut off"
  expect_only_on idle alpha paused
  expect_only_on cold alpha "shut off"
}

test_disk_that_is_not_shared() {
  lab vm local
  vm_migrate run local --to bravo --yes
  expect_code 3
  expect_says "disk-shared" "disk vda lies in local, which only alpha has" "Host and Storage"
  expect_only_on local alpha running
  vm_migrate check web --to charlie
  expect_code 3
  expect_says "vmstore, which is not mounted on charlie"
}

test_inventory_with_a_mistake() {
  local file=$XDG_STATE_HOME/bad.conf
  printf 'host_pools = (\n  { name = "P"; hosts = ( { name = "a"; uri = "qemu:///system"; colour = "red"; } ); }\n);\n' >"$file"
  vm_migrate -c "$file" run web --to bravo --yes
  expect_code 2
  expect_says "$file:2:" "colour"
  vm_migrate -c "$XDG_STATE_HOME/missing.conf" check web --to bravo
  expect_code 2
  expect_says "missing.conf" "No such file"
  vm_migrate -c "$XDG_STATE_HOME" check web --to bravo
  expect_code 2
  expect_says "cannot be read"
}

test_help_in_spite_of_a_mistake() {
  echo 'nonsense' >"$XDG_STATE_HOME/bad.conf"
  vm_migrate -c "$XDG_STATE_HOME/bad.conf" run --help
  expect_code 0
  expect_says "--post-copy" "--on-timeout=suspend|post-copy|cancel"
}

test_state_folder_that_cannot_be_used() {
  lab vm web
  local kept=$XDG_STATE_HOME
  XDG_STATE_HOME=/proc/nowhere vm_migrate run web --to bravo --yes
  expect_code 1
  expect_says "/proc/nowhere/virt-migrate" "XDG_STATE_HOME"
  expect_only_on web alpha running
  XDG_STATE_HOME=/proc/nowhere vm_migrate tasks
  expect_code 1
  XDG_STATE_HOME=$kept
}
