# shellcheck shell=bash
# Installs what is missing, by the table lab/packages, and starts none of it.

# packages_of GROUP...: names in the language of this distribution.
packages_of() {
  local column
  case $(packages_family) in
    debian) column=2 ;;
    fedora) column=3 ;;
  esac
  awk -v groups=" $* " -v column="$column" \
    '!/^#/ && NF && index(groups, " " $1 " ") && $column != "-" { print $column }' "$LAB_HOME/packages" | sort -u
}

packages_family() {
  if command -v dpkg-query >/dev/null; then
    echo debian
  elif command -v dnf >/dev/null; then
    echo fedora
  else
    die "this needs Debian, Ubuntu or Fedora; elsewhere, install what $LAB_HOME/packages lists"
  fi
}

packages_missing() {
  local wanted
  mapfile -t wanted < <(packages_of "$@")
  comm -23 <(printf '%s\n' "${wanted[@]}") <(packages_installed "${wanted[@]}" | sort -u)
}

packages_installed() {
  if [[ $(packages_family) == debian ]]; then
    # shellcheck disable=SC2016 # the format is dpkg-query's, not the shell's
    dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p'
  else
    rpm --query --queryformat '%{NAME}\n' "$@" | grep -v ' '
  fi
}

packages_check() {
  local missing
  mapfile -t missing < <(packages_missing "$@")
  ((${#missing[@]} == 0)) || die "these packages are missing: ${missing[*]} (./quickstart installs them)"
}

packages_install() {
  local missing
  mapfile -t missing < <(packages_missing "$@")
  ((${#missing[@]} > 0)) || return 0
  say "installing: ${missing[*]}"
  packages_without_services packages_fetch "${missing[@]}"
}

packages_fetch() {
  if [[ $(packages_family) == debian ]]; then
    apt-get -q update
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"
  else
    dnf -y --setopt=install_weak_deps=False install "$@"
  fi || die "could not install: $*"
}

# A lab must not open a machine: services that come with the packages are neither started now nor at the next boot.
# Services that were there before stay as they were.
packages_without_services() {
  local policy=/usr/sbin/policy-rc.d before created='' unit
  before=$(packages_enabled_units)
  if [[ $(packages_family) == debian && ! -e $policy ]]; then
    created=$policy
    # shellcheck disable=SC2064 # the path is known now, and not later
    trap "rm -f '$policy'" EXIT
    printf '#!/bin/sh\n# Written by virt-migrate while it installs packages.\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@"
  if [[ -n $created ]]; then
    rm -f "$created"
    trap - EXIT
  fi
  for unit in $(comm -13 <(echo "$before") <(packages_enabled_units)); do
    systemctl --quiet disable "$unit" || warn "could not keep $unit from starting at the next boot"
  done
}

packages_enabled_units() {
  [[ -d /run/systemd/system ]] || return 0
  systemctl list-unit-files --state=enabled --no-legend | awk '/\.(service|socket|target)/ { print $1 }' | sort
}
