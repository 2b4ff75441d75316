# What a check of disks refuses, libvirt refuses as well, or does to the VM's harm, or does and it may be overridden.
# shellcheck shell=bash
# shellcheck disable=SC2016,SC1111 # for the shell there; such quotes are meant

CHECKS_COPY=checks-copy.img

remove_checks_copy() {
  on alpha blockjob "$1" vda --abort >/dev/null 2>&1 || true
  lab shell alpha rm -f "$(folder_of local2)/$CHECKS_COPY"
  lab vm "$1"
}

# libvirts_copy VM FORMAT: what libvirt makes of vda when nobody has checked.
libvirts_copy() {
  on alpha blockcopy "$1" vda --dest "$(folder_of local2)/$CHECKS_COPY" --format "$2" --transient-job --wait --finish
}

test_check_of_an_encrypted_disk_in_use() {
  lab vm crypt
  on alpha start crypt
  expect_refused disk-encrypted "would be copied decrypted while the VM runs" -- crypt --type storage --disk vda:pool=local2
  # shellcheck disable=SC2064 # now
  trap "remove_checks_copy crypt" EXIT
  libvirts_copy crypt raw
  [[ $(lab shell alpha head -c 4 "$(folder_of local)/crypt.raw") == LUKS ]] || fail "the disk is not encrypted"
  [[ $(lab shell alpha head -c 4 "$(folder_of local2)/$CHECKS_COPY" | tr -d '\0') != LUKS ]] || fail "libvirt keeps it encrypted: the check is wrong"
}

# libvirt defines a VM whose secret is unknown there; it does not start.
test_check_of_a_secret_that_the_target_has_not() {
  local secret=c4e70000-7a61-4e00-8000-000000000001 file=$XDG_STATE_HOME/secret.xml
  lab vm crypt
  on bravo secret-dumpxml "$secret" >"$file"
  on alpha dumpxml crypt --inactive >"$XDG_STATE_HOME/crypt.xml"
  # shellcheck disable=SC2064
  trap "on bravo undefine crypt >/dev/null 2>&1; lab shell bravo rm -f '$(folder_of local)/crypt.raw'; lab vm crypt; restore_secret '$secret' '$file'" EXIT
  on bravo secret-undefine "$secret"
  expect_refused disk-secret "bravo does not know its secret $secret" -- crypt --type both --to bravo --disk vda:pool=local
  lab shell alpha cp "$(folder_of local)/crypt.raw" "$XDG_STATE_HOME/crypt.raw"
  lab shell bravo cp "$XDG_STATE_HOME/crypt.raw" "$(folder_of local)/crypt.raw"
  on bravo define "$XDG_STATE_HOME/crypt.xml"
  libvirt_refuses "Secret not found" bravo start crypt
}

# With the value that the lab gave it.
restore_secret() {
  on bravo secret-define "$2"
  on bravo secret-set-value "$1" "$(printf training | base64)"
} >/dev/null 2>&1

test_check_of_snapshots_of_a_disk_in_use() {
  lab vm snap
  on alpha start snap
  expect_refused disk-snapshots "the 2 snapshots of snap would be lost in the copy of disk vda" -- snap --type storage --disk vda:pool=local2
  # shellcheck disable=SC2064
  trap "remove_checks_copy snap" EXIT
  libvirts_copy snap qcow2
  expect_output before lab shell alpha qemu-img snapshot -lU "$(folder_of local)/snap.qcow2"
  [[ $(lab shell alpha qemu-img snapshot -lU "$(folder_of local2)/$CHECKS_COPY") != *before* ]] || fail "libvirt copies the snapshots: the check is wrong"
}

test_check_of_a_name_that_is_taken() {
  lab vm sparse
  on bravo vol-create-as local sparse.raw 1M
  # shellcheck disable=SC2064
  trap "on bravo vol-delete --pool local sparse.raw >/dev/null 2>&1; lab vm sparse" EXIT
  expect_refused disk-name "pool local has a volume sparse.raw already" "volume=sparse-1.raw" -- sparse --type both --to bravo --disk vda:pool=local
  libvirt_refuses "storage volume 'sparse.raw' exists already" bravo vol-create-as local sparse.raw 1M
  vm_migrate run sparse --type both --to bravo --disk vda:pool=local,volume=sparse-1.raw --yes
  expect_code 0
  [[ $(on_host bravo disks_in sparse) == *"vda raw $(folder_of local)/sparse-1.raw"* ]] || fail "not under its new name: $(on_host bravo disks_in sparse)"
}

# libvirt does it, and so do we when somebody insists.
test_check_of_ceph_in_use_may_be_overridden() {
  local image
  skip_without_ceph || return 0
  lab vm rbd
  # shellcheck disable=SC2064
  trap "lab vm rbd" EXIT
  wait_until 60 guest_is_up rbd alpha
  remember_guest rbd alpha
  image=$(on_host alpha disks_in rbd)
  [[ $image == *rbd-a/rbd* ]] || fail "rbd has no disk in Ceph: $image"
  expect_refused disk-rbd "--override disk-rbd" -- rbd --type storage --disk vda:pool=local
  vm_migrate run rbd --type storage --disk vda:pool=local --yes --override disk-rbd
  expect_code 0
  expect_says "Overridden: disk-rbd: disk vda of rbd is the RBD image rbd-a/rbd"
  vm_migrate run rbd --type storage --disk vda:pool=rbd-b --yes
  expect_code 0
  vm_migrate run rbd --type both --to bravo --disk vda:pool=local --yes --override disk-rbd
  expect_code 0
  expect_only_on rbd bravo running
  expect_guest_went_on rbd bravo
  [[ $(on_host bravo disks_in rbd) == *"vda raw $(folder_of local)/rbd"* ]] || fail "the disk is not in local: $(on_host bravo disks_in rbd)"
}
