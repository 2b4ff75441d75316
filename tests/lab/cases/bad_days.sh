# Hosts that do not answer, answer wrongly, or die on the way.
# shellcheck shell=bash

# The lab's hosts alpha and bravo, bravo at another URI.
inventory_with_bravo_at() {
  cat >"$XDG_STATE_HOME/odd.conf" <<END
host_pools = ( { name = "Training"; hosts = (
  { name = "alpha"; uri = "qemu+tls://alpha/system"; },
  { name = "bravo"; uri = "$1"; }
); } );
timers = { connect_s = 5; };
END
}

# The wizard names the reason beside bravo, and alpha works all the same.
expect_wizard_tells() {
  wizard_open -c "$XDG_STATE_HOME/odd.conf"
  wizard_wait "web "
  wizard_wait "x bravo" 30
  wizard_find bravo
  wizard_wait "$1" 30
  wizard_lacks "assword" || fail "something asked for a password on the screen"
  wizard_lacks "yes/no" || fail "something asked a question on the screen"
  wizard_find web
  wizard_wait "Migrate"
}

test_host_that_refuses_the_connection() {
  inventory_with_bravo_at "qemu+tcp://bravo:1/system"
  vm_migrate -c "$XDG_STATE_HOME/odd.conf" run alpha/web --to bravo --yes
  expect_code 3
  expect_says "target-reachable" "bravo" "refused"
  expect_wizard_tells "refused"
}

test_host_with_an_unknown_certificate() {
  local pki=$XDG_STATE_HOME/pki
  mkdir -p "$pki"
  certtool --generate-privkey --bits 2048 --outfile "$pki/clientkey.pem" 2>/dev/null
  printf 'cn = "other"\nca\ncert_signing_key\nsigning_key\ntls_www_client\nencryption_key\n' >"$pki/template"
  certtool --generate-self-signed --load-privkey "$pki/clientkey.pem" --template "$pki/template" --outfile "$pki/cacert.pem" 2>/dev/null
  cp "$pki/cacert.pem" "$pki/clientcert.pem"
  inventory_with_bravo_at "qemu+tls://bravo/system?pkipath=$pki"
  vm_migrate -c "$XDG_STATE_HOME/odd.conf" run alpha/web --to bravo --yes
  expect_code 3
  expect_says "target-reachable" "ertificate"
  expect_wizard_tells "ertificate"
}

# Nobody's key opens this account: ssh would ask for a password, if it could.
test_ssh_key_that_is_refused() {
  inventory_with_bravo_at "qemu+ssh://nobody@charlie/system"
  vm_migrate -c "$XDG_STATE_HOME/odd.conf" run alpha/web --to bravo --yes
  expect_code 3
  expect_says "target-reachable" "Permission denied"
  expect_wizard_tells "Permission denied"
}

# A host whose key is not known: ssh would ask whether to go on.
test_ssh_host_key_that_is_unknown() {
  inventory_with_bravo_at "qemu+ssh://root@10.77.0.3/system"
  vm_migrate -c "$XDG_STATE_HOME/odd.conf" run alpha/web --to bravo --yes
  expect_code 3
  expect_says "target-reachable" "Host key verification failed"
  expect_wizard_tells "Host key verification failed"
}

test_host_that_hangs() {
  lab vm web
  # shellcheck disable=SC2016 # for the shell on bravo
  lab shell bravo sh -c 'kill -STOP $(cat /run/libvirtd.pid)'
  lab run sed 's/connect_s = 10/connect_s = 2/' /etc/virt-migrate/inventory.conf >"$XDG_STATE_HOME/odd.conf"
  vm_migrate -c "$XDG_STATE_HOME/odd.conf" run alpha/web --to bravo --yes
  wizard_open -c "$XDG_STATE_HOME/odd.conf"
  wizard_wait "web "
  wizard_wait "x bravo" 30
  # shellcheck disable=SC2016
  lab shell bravo sh -c 'kill -CONT $(cat /run/libvirtd.pid)'
  expect_code 3
  expect_says "bravo" "no answer within 2 s"
  wait_until 40 wizard_lacks "x bravo"
  expect_only_on web alpha running
}

start_move_of_db() {
  lab vm db
  remember_guest db alpha
  lab slow 100mbit
  start_detached run db --to bravo
  wait_until 20 job_is_copying alpha db
}

test_target_qemu_dies_on_the_way() {
  start_move_of_db
  # shellcheck disable=SC2016
  lab shell bravo sh -c 'kill -9 $(cat /run/libvirt/qemu/db.pid)'
  vm_migrate watch "$TASK"
  expect_code 1
  expect_says "db is running on alpha" "nothing of db is on bravo"
  expect_only_on db alpha running
  expect_guest_went_on db alpha
}

test_vm_shut_down_by_its_guest_on_the_way() {
  lab remove-vm leaver 2>/dev/null || true
  lab add-vm leaver state=running memory=384 dirty=40 shutdown_after=12
  lab slow 50mbit
  start_detached run leaver --to bravo
  vm_migrate watch "$TASK"
  expect_code 1
  expect_says "leaver is shut off on alpha" "nothing of leaver is on bravo"
  expect_only_on leaver alpha "shut off"
  lab remove-vm leaver
}
