# The wizard on a real terminal: tmux types and reads the screen.
# shellcheck shell=bash

TMUX_SOCKET=virt-migrate-test-$$

screen() {
  tmux -L "$TMUX_SOCKET" -f /dev/null "$@"
}

# wizard_open [ARGUMENT…]: 80x24, on the jump host.
wizard_open() {
  screen new-session -d -s wizard -x 80 -y 24 "exec lab/lab run $VIRT_MIGRATE $*"
  screen set-option -g remain-on-exit on
}

wizard_close() {
  screen kill-server 2>/dev/null || true
}

wizard_text() {
  screen capture-pane -p -t wizard
}

# With what has scrolled away, as tmux does when the wizard ends.
wizard_history() {
  screen capture-pane -p -S -30 -t wizard
}

wizard_shows() {
  [[ $(wizard_text) == *"$1"* ]]
}

wizard_has_ended() {
  [[ $(screen display-message -p -t wizard '#{pane_dead}') == 1 ]]
}

wizard_lacks() {
  ! wizard_shows "$1"
}

wizard_wait() {
  local until=$((EPOCHSECONDS + ${2:-20}))
  until wizard_shows "$1"; do
    ((EPOCHSECONDS < until)) || { wizard_text; fail "the screen does not show “$1”"; }
    read -rt 0.05 <> <(:) || true
  done
}

wizard_type() {
  screen send-keys -t wizard "$@"
}

# Puts the cursor on a VM by searching for it.
wizard_find() {
  wizard_type /
  wizard_type -l "$1"
  wizard_type Enter
  wizard_wait "> " 5
}

# Not that of a command, such as “run”.
wizard_pid() {
  own_processes "^$VIRT_MIGRATE( -|\$)" | head -n 1
}
