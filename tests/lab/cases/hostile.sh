# Names and texts that would take over a terminal, as far as libvirt lets them in: shown for what they are, everywhere.
# shellcheck shell=bash

# C1 controls and an override of the direction of writing are all right for XML, and so for libvirt.
EVIL=$'evil\u009b31m\u202ename'
EVIL_SHOWN='evil\x9b31m\u202ename'

define_evil() {
  lab remove-vm evil 2>/dev/null || true
  lab add-vm evil pool=vmstore memory=96 state=off
  on alpha desc evil --title "$(printf 'long\u009b%.0s' {1..2000})" --config
  on alpha desc evil $'says \u009b2J and \u2066more' --config
  on alpha domrename evil "$EVIL"
  on alpha snapshot-create-as "$EVIL" "snap$EVIL" $'of \u009b2J'
}

remove_evil() {
  local host
  for host in alpha bravo; do
    on "$host" undefine "$EVIL" --snapshots-metadata >/dev/null 2>&1 || true
  done
  lab remove-vm evil 2>/dev/null || true
}

# No byte that steers a terminal: no control but the end of a line, no C1 control, no override of the direction.
expect_harmless() {
  local found
  found=$(printf %s "$OUT" | LC_ALL=C grep -nP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]' | cat -v | head -n 3) || true
  [[ -z $found ]] || fail "this would reach the terminal: $found"
}

# The same, where there is nothing but ASCII.
expect_ascii() {
  local found
  found=$(printf %s "$OUT" | LC_ALL=C grep -nP '[^\x0a\x20-\x7e]' | cat -v | head -n 3) || true
  [[ -z $found ]] || fail "this is not ASCII: $found"
}

harmless() {
  vm_migrate "$@"
  expect_harmless
}

test_hostile_names_on_the_command_line() {
  define_evil
  trap remove_evil EXIT
  harmless check "alpha/$EVIL" --to bravo
  expect_code 0
  expect_says "VM $EVIL_SHOWN"
  harmless check "alpha/$EVIL" --to bravo --json
  expect_says '"vm":"evil\u009b31m\u202ename"'
  OUT=$(lab run env LC_ALL=C "$VIRT_MIGRATE" check "alpha/$EVIL" --to bravo 2>&1)
  expect_ascii
  harmless run "charlie/$EVIL" --to bravo --yes
  expect_code 2
  harmless run "alpha/$EVIL" --to "$EVIL" --yes
  expect_code 2
  harmless run "alpha/$EVIL" --to bravo --yes
  expect_code 0
  expect_says "$EVIL_SHOWN is shut off on bravo"
  expect_output "snap$EVIL" on bravo snapshot-list "$EVIL" --name
  harmless tasks
  harmless tasks --json
  harmless watch 1
  harmless log 1
  expect_says "$EVIL_SHOWN"
}

test_hostile_names_in_the_wizard() {
  define_evil
  trap remove_evil EXIT
  wizard_open
  wizard_wait "$EVIL_SHOWN"
  wizard_find 'evil'
  wizard_wait "$EVIL_SHOWN"
  wizard_type m
  wizard_wait "TYPE"
  wizard_type Enter
  wizard_wait "TARGET"
  wizard_wait "> "
  wizard_type Enter
  wizard_wait "NETWORK"
  wizard_type Enter
  wizard_wait "CHECKS"
  wizard_type Enter
  wizard_wait "REVIEW"
  wizard_type Enter
  wizard_wait "$EVIL_SHOWN is shut off on bravo" 30
  wizard_type l
  wizard_wait "virDomainDefineXML"
  OUT=$(wizard_text)
  expect_harmless
}
