#!/usr/bin/env bash
# Deploys or updates uniflow-scim in Azure: docs/deploy.md. It changes only what differs, so after an interruption the same
# command continues.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
# shellcheck source=infra/lib/terminal.sh
. "$here/lib/terminal.sh"
# shellcheck source=infra/lib/settings.sh
. "$here/lib/settings.sh"
# shellcheck source=infra/lib/flags.sh
. "$here/lib/flags.sh"
# shellcheck source=infra/lib/azure.sh
. "$here/lib/azure.sh"
# shellcheck source=infra/lib/console.sh
. "$here/lib/console.sh"
# shellcheck source=infra/lib/template.sh
. "$here/lib/template.sh"
# shellcheck source=infra/lib/keys.sh
. "$here/lib/keys.sh"
# shellcheck source=infra/lib/publish.sh
. "$here/lib/publish.sh"
# shellcheck source=infra/lib/tenant.sh
. "$here/lib/tenant.sh"

read_flags "$@"
make_work
continue_later

check_cli
check_sign_in
find_deployer
find_group
find_console
register_providers
make_group
apply_template
find_package
make_keys
resolve_keys
publish
await_readiness
finish_console
make_tenant
summary
