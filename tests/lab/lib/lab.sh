# What every test may use: the lab, the program under test, waiting and asserting.
# shellcheck shell=bash

lab() {
  case $1 in
    mend_all)
      local host
      for host in alpha bravo charlie; do lab/lab mend "$host"; done
      lab/lab slow off
      ;;
    *) lab/lab "$@" ;;
  esac
}

# No command of a test takes so long, and a lab that hangs must not hang the tests.
LONGEST_S=400

# The program under test, on the jump host. Its output and exit code are kept in OUT and CODE.
vm_migrate() {
  CODE=0
  OUT=$(lab run timeout "$LONGEST_S" "$VIRT_MIGRATE" "$@" 2>&1) || CODE=$?
  printf '$ virt-migrate %s\n%s\n(exit code %d)\n' "$*" "$OUT" "$CODE"
}

# The number of a task started with --detach.
start_detached() {
  vm_migrate "$@" --yes --detach --json
  [[ $CODE == 0 ]] || fail "it did not start"
  TASK=$(sed -n 's/.*"event":"started","task":\([0-9]*\).*/\1/p' <<<"$OUT")
  [[ -n $TASK ]] || fail "no task was started"
}

fail() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}

# expect_output TEXT COMMAND…: what it prints holds TEXT. (No pipe into grep -q: that ends the command by SIGPIPE.)
expect_output() {
  local text=$1 output
  shift
  output=$("$@") || fail "it failed: $*"
  [[ $output == *"$text"* ]] || fail "“$*” does not say “$text”: $output"
}

expect_code() {
  [[ $CODE == "$1" ]] || fail "the exit code is $CODE, not $1"
}

expect_says() {
  local text
  for text in "$@"; do
    [[ $OUT == *"$text"* ]] || fail "it does not say “$text”"
  done
}

# wait_until SECONDS COMMAND…: until it succeeds.
wait_until() {
  local until=$((EPOCHSECONDS + $1))
  shift
  until "$@"; do
    ((EPOCHSECONDS < until)) || fail "waited in vain for: $*"
    read -rt 0.1 <> <(:) || true
  done
}

# A member of the newest object of EVENT that `tasks --json` or the like has printed.
member() {
  sed -n "s/.*\"$1\":\"\\{0,1\\}\\([^\",}]*\\).*/\\1/p" <<<"$OUT" | tail -n 1
}

task_state() {
  lab run "$VIRT_MIGRATE" tasks --json 2>/dev/null | sed -n "s/.*\"task\":$1,.*\"state\":\"\\([a-z]*\\)\".*/\\1/p"
}

task_is() {
  [[ $(task_state "$1") == "$2" ]]
}

# own_processes PATTERN: those of this test, by whose record they write. Other labs run the same programs beside.
own_processes() {
  local pid
  for pid in $(pgrep -f "$1"); do
    if grep -qzFx "XDG_STATE_HOME=$XDG_STATE_HOME" "/proc/$pid/environ" 2>/dev/null; then
      echo "$pid"
    fi
  done
}

# The process of the task.
runner_pid() {
  own_processes "virt-migrate-runner $1 "
}
