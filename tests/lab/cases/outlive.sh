# A task goes on when whoever started it is gone, and the next front end shows it.
# shellcheck shell=bash

# The wizard, at the page of the running task of db.
wizard_start_db() {
  lab vm db
  remember_guest db alpha
  lab slow 200mbit
  wizard_open
  wizard_wait "db "
  wizard_find db
  wizard_type m
  wizard_wait "TYPE"
  wizard_type Enter
  wizard_wait "TARGET"
  wizard_wait "> "
  wizard_type Enter
  wizard_wait "NETWORK"
  wizard_type Enter
  wizard_wait "OPTIONS"
  wizard_type Space
  wizard_type Enter
  wizard_wait "CHECKS"
  wizard_type Enter
  wizard_wait "REVIEW"
  wizard_type Enter
  wizard_wait "move memory" 20
  wait_until 20 job_is_copying alpha db
}

# A new wizard finds the task in the list and follows it to its end.
expect_found_finished() {
  wizard_close
  lab slow off
  wizard_open
  wizard_wait "db "
  wizard_type t
  wizard_wait "alpha"
  wizard_wait "done" 60
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_task_outlives_a_killed_wizard() {
  wizard_start_db
  kill -9 "$(wizard_pid)"
  expect_found_finished
}

no_wizard_is_left() {
  [[ -z $(wizard_pid) ]]
}

test_task_outlives_its_terminal() {
  wizard_start_db
  wizard_close
  wait_until 10 no_wizard_is_left
  expect_found_finished
}

test_task_outlives_a_wizard_that_was_left() {
  wizard_start_db
  wizard_type Escape
  wizard_wait "moving"
  wizard_wait "bravo"
  wizard_type q
  wait_until 10 wizard_has_ended
  [[ $(wizard_history) == *"goes on"* ]] || fail "nobody said that the task goes on"
  expect_found_finished
}

test_cancel_key_leaves_the_vm_running() {
  wizard_start_db
  wizard_type c
  wizard_wait "?"
  wizard_type y
  wizard_wait "cancelled" 30
  expect_only_on db alpha running
  expect_no_job alpha db
  expect_guest_went_on db alpha
}

test_post_copy_key() {
  wizard_start_db
  lab slow 100mbit
  wizard_wait "Post-copy now"
  wizard_type p
  wizard_wait "?"
  wizard_type y
  wizard_wait "post-copy" 20
  lab slow off
  wizard_wait "is running on bravo" 60
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_suspend_key() {
  wizard_start_db
  wizard_wait "Suspend to finish"
  wizard_type s
  wizard_wait "?"
  wizard_type y
  wizard_wait "is running on bravo" 60
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_chart_moves() {
  wizard_start_db
  wizard_wait "MiB/s"
  local first
  first=$(wizard_text | grep -c '█\|▇\|▆\|▅\|▄\|▃\|▂\|▁' || true)
  ((first > 0)) || fail "there is no chart"
  local before
  before=$(wizard_text)
  chart_changed() { [[ $(wizard_text) != "$before" ]]; }
  wait_until 10 chart_changed
  lab slow off
  wizard_wait "done" 60
}

test_one_row_while_it_moves() {
  wizard_start_db
  wizard_type Escape
  wizard_wait "moving"
  [[ $(wizard_text | grep -c ' db    ') == 1 ]] || { wizard_text; fail "db has more than one row"; }
  lab slow off
  expect_found_finished
}
