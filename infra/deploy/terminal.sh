# shellcheck shell=bash
# What a person sees, and what is left when it ends.

say() { printf '%s\n' "$*"; }

heading() { printf '\n%s\n\n' "$*"; }

# step WHAT STATE: a line of the list.
step() { printf '  %-16s %s\n' "$1" "$2"; }

# waiting WHAT: only for a person who looks on; a log needs no dots.
waiting() {
  if [ -t 1 ]; then printf '  %-16s %s\r' "$1" "$2"; fi
}

# fail SENTENCE: something in Azure or on this machine.
fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# wrong SENTENCE: the command itself.
wrong() {
  printf '%s\n' "$*" >&2
  exit 2
}

# value_of FLAG VALUE…: the value of a flag that wants one.
value_of() {
  if [ $# -lt 2 ] || [[ $2 == --* ]]; then wrong "$1 wants a value."; fi
  printf '%s' "$2"
}

# A folder that nobody else can read, and that is gone however this ends. A key or a token stands in it for a moment.
begin() {
  umask 077
  # A trap runs with the streams of the command that it interrupts, which may lead into a file.
  exec 3>&2
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
}

interrupted() {
  printf '\nInterrupted. Run the same command again: it goes on where this ended.\n' >&3
  exit "$1"
}

# until_allowed WHAT LIMIT COMMAND…: repeats a command that is refused, because Azure takes up to some minutes to apply a new
# role. Anything but a refusal ends at once. DEPLOY_PAUSE: seconds between two attempts.
until_allowed() {
  local what=$1 limit=$2 begun=$SECONDS
  shift 2
  until "$@" >"$scratch/out" 2>"$scratch/error"; do
    if ! grep -qwiE 'forbidden|403|AuthorizationPermissionMismatch|AuthorizationFailure|not authorized' "$scratch/error"; then
      fail "$what: $(tail -n 5 "$scratch/error")"
    fi
    if [ $((SECONDS - begun)) -ge "$limit" ]; then
      fail "$what: still refused after $((limit / 60)) minutes. Run the same command again later, or look at the roles of $deployer. Azure says: $(tail -n 3 "$scratch/error")"
    fi
    waiting "$what" 'waiting until Azure has applied the role'
    sleep "${DEPLOY_PAUSE:-10}"
  done
}
