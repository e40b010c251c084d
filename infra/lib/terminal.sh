# shellcheck shell=bash
# The output of deploy.sh and destroy.sh: progress on standard error, results on standard output. And how they end.

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' green=$'\e[32m' yellow=$'\e[33m' red=$'\e[31m' dim=$'\e[2m' plain=$'\e[0m'
else
  bold='' green='' yellow='' red='' dim='' plain=''
fi

# A heading: the next step.
step() { printf '\n%s%s%s\n' "$bold" "$1" "$plain" >&2; }

# Nothing to change.
same() { printf '  %s·%s %s\n' "$dim" "$plain" "$1" >&2; }

# It was changed.
did() { printf '  %s✓%s %s\n' "$green" "$plain" "$1" >&2; }

# It would be changed.
would() { printf '  %s+%s would %s\n' "$yellow" "$plain" "$1" >&2; }

warn() { printf '  %s!%s %s\n' "$yellow" "$plain" "$1" >&2; }

# A step that takes some time.
doing() { printf '  %s…%s %s\n' "$dim" "$plain" "$1" >&2; }

# Says what is wrong and what to do about it, and ends.
fail() {
  printf '\n%sIt failed:%s %s\n' "$red" "$plain" "$1" >&2
  exit 1
}

# The words are wrong or incomplete.
refuse() {
  printf '%s\n--help lists all flags.\n' "$1" >&2
  exit 2
}

# Whether a person at a terminal can be asked.
at_terminal() { [ -t 0 ] && [ -t 2 ]; }

# ask <question>: the answer on standard output.
ask() {
  local answer
  printf '%s ' "$1" >&2
  IFS= read -r answer
  printf '%s' "$answer"
}

# wait_for <what> <command…>: repeats the command until it succeeds; false if that takes longer than --wait-minutes.
wait_for() {
  local what=$1 end=$((SECONDS + wait_minutes * 60)) told=''
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$end" ]; then return 1; fi
    if [ -z "$told" ]; then doing "$what (looked at every $poll_seconds s, for $wait_minutes minutes at most)"; fi
    told=yes
    sleep "$poll_seconds"
  done
}

# wait_for_role <what> <command…>: the same, but only a refusal is waited for. Another error would be the same in a quarter of an hour.
wait_for_role() {
  local what=$1
  shift
  wait_for "$what" allowed_or_wrong "$@" || return 1
  [ -z "$wrong" ]
}

# Sets wrong if the command fails for another reason than a missing role.
allowed_or_wrong() {
  wrong=''
  if "$@"; then return; fi
  if grep -qwiE 'forbidden|403|AuthorizationFailed|AuthorizationFailure|AuthorizationPermissionMismatch|ForbiddenByRbac' "$work/az.err"; then
    return 1
  fi
  wrong=yes
}

# Sets work: a folder that is removed when the script ends.
make_work() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
}

# What deploy.sh says when it is interrupted.
continue_later() {
  trap 'printf "\nInterrupted. Run the same command again to continue.\n" >&2; exit 130' INT TERM
}
