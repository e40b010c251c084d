#!/usr/bin/env bash
# Brings uniflow-scim into an Azure subscription, and up to date there: run again, it does what is left to do, and nothing
# where nothing is. docs/deploy.md says what it makes.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
# shellcheck source=infra/deploy/terminal.sh
source "$here/deploy/terminal.sh"
# shellcheck source=infra/deploy/flags.sh
source "$here/deploy/flags.sh"
# shellcheck source=infra/deploy/account.sh
source "$here/deploy/account.sh"
# shellcheck source=infra/deploy/resources.sh
source "$here/deploy/resources.sh"
# shellcheck source=infra/deploy/keys.sh
source "$here/deploy/keys.sh"
# shellcheck source=infra/deploy/publish.sh
source "$here/deploy/publish.sh"
# shellcheck source=infra/deploy/tenant.sh
source "$here/deploy/tenant.sh"

read_flags "$@"
begin
check_tools
check_account

heading "$name in $location, resource group $resource_group"
fingerprint_of_deployment
if [ "$what_if" = yes ]; then
  show_what_if
  exit 0
fi
register_providers
make_group
recover_vault
apply_bicep
make_keys
publish_package
wait_until_ready
make_tenant
finish
