# shellcheck shell=bash
# The guest image: a distribution's own kernel, unpacked and not installed, and an initramfs made of a static
# busybox, a few drivers, guest/guest.c and guest/records.c.

GUEST_DRIVERS=(virtio_pci virtio_blk virtio_net virtio_balloon button evdev)
GUEST_PROGRAMS=(guest records)
GUEST_SOURCES=("$LAB_HOME"/guest/* "$LAB_HOME/lib/guest.sh")

guest_prepare() {
  made_from "$GUEST_CACHE/stamp" "${GUEST_SOURCES[@]}" && return
  say "making the guest image"
  rm -f "$GUEST_CACHE/stamp"
  mkdir -p "$GUEST_CACHE"
  guest_kernel_unpacked || guest_unpack_kernel
  guest_make_initramfs
  cp "$(guest_kernel_file)" "$GUEST_CACHE/kernel"
  fingerprint "${GUEST_SOURCES[@]}" >"$GUEST_CACHE/stamp"
}

guest_kernel_unpacked() {
  [[ -f $GUEST_CACHE/package/complete ]]
}

# The one kernel among what was unpacked: Debian puts it in /boot, Fedora beside its modules.
guest_kernel_file() {
  find "$GUEST_CACHE/package" -type f \( -name 'vmlinuz-*' -o -name vmlinuz \) | head -n 1
}

guest_module_folder() {
  find "$GUEST_CACHE/package" -type d -path '*/lib/modules/*' -prune | head -n 1
}

guest_unpack_kernel() {
  local folder=$GUEST_CACHE/package
  rm -rf "$folder"
  mkdir -p "$folder"
  say "downloading a kernel for the guests"
  (
    cd "$folder"
    if [[ $(packages_family) == debian ]]; then
      guest_download_debian || { apt-get -qq update && guest_download_debian; }
      find . -name '*.deb' -exec dpkg -x {} . \;
    else
      dnf -q download kernel-core kernel-modules-core
      find . -name '*.rpm' -exec sh -c 'rpm2cpio "$1" | cpio -id --quiet' sh {} \;
    fi
    find . -name '*.deb' -delete -o -name '*.rpm' -delete
  ) || die "could not get a kernel for the guests; the package manager's own words are above"
  [[ -n $(guest_kernel_file) && -n $(guest_module_folder) ]] || die "found no kernel or no modules in $folder"
  touch "$folder/complete"
}

# The meta package names the kernel of the day, which old package lists may no longer find. Ubuntu keeps the modules in
# a package of their own.
guest_download_debian() {
  local meta=linux-image-cloud-amd64 image packages
  [[ -n $(apt-cache madison "$meta") ]] || meta=linux-image-virtual
  image=$(apt-cache depends "$meta" | awk '$1 == "Depends:" && $2 ~ /^linux-image-[0-9]/ { print $2; exit }')
  [[ -n $image ]] || return 1
  packages=("$image")
  [[ $image != *-generic ]] || packages+=("linux-modules-${image#linux-image-}")
  apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}"
}

guest_make_initramfs() {
  local root=$GUEST_CACHE/root program
  rm -rf "$root"
  mkdir -p "$root/bin" "$root/modules"
  install -m 755 "$LAB_HOME/guest/init" "$root/init"
  install -m 755 "$(guest_busybox)" "$root/bin/busybox"
  for program in "${GUEST_PROGRAMS[@]}"; do
    gcc -O2 -static -o "$root/bin/$program" "$LAB_HOME/guest/$program.c"
  done
  guest_copy_drivers "$root/modules"
  (cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet) >"$GUEST_CACHE/initramfs"
  rm -rf "$root"
}

guest_busybox() {
  type -P busybox || type -P busybox.static || die "busybox is missing: install the packages listed in lab/packages"
}

# Drivers built into the kernel need no file; the others come with everything they need, in the order to load them.
guest_copy_drivers() {
  local target=$1 folder version file name
  folder=$(guest_module_folder)
  version=${folder##*/}
  depmod -b "${folder%%/lib/modules/*}" "$version"
  for name in "${GUEST_DRIVERS[@]}"; do
    modprobe -d "${folder%%/lib/modules/*}" -S "$version" --show-depends "$name" | awk '$1 == "insmod" { print $2 }'
  done | awk '!seen[$0]++' | while read -r file; do
    name=$(basename "$file")
    name=${name%%.*}.ko
    guest_plain_module "$file" >"$target/$name"
    echo "$name"
  done >"$target/order"
}

guest_plain_module() {
  case $1 in
    *.xz) xz -dc "$1" ;;
    *.zst) zstd -qdc "$1" ;;
    *) cat "$1" ;;
  esac
}
