#!/usr/bin/env bash
# Runs steps of deploy.sh alone: steps.sh <functions…> -- <flags of deploy.sh…>
set -euo pipefail
here=$(cd "$(dirname "$0")/../../../infra" && pwd)
# shellcheck disable=SC2034
root=$(dirname "$here")
for part in "$here"/lib/*.sh; do
  # shellcheck source=/dev/null
  . "$part"
done

steps=()
while [ "$1" != -- ]; do steps+=("$1"); shift; done
shift
read_flags "$@"
make_work
continue_later
for each in "${steps[@]}"; do "$each"; done
