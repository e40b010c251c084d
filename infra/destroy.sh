#!/usr/bin/env bash
# Deletes a deployment of uniflow-scim: docs/deploy.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=infra/lib/terminal.sh
. "$here/lib/terminal.sh"
# shellcheck source=infra/lib/azure.sh
. "$here/lib/azure.sh"

usage() {
  cat <<'END'
Deletes a deployment of uniflow-scim with all its tenants and users. You can't get them back.

  infra/destroy.sh --name <name> [flags]

  --name <name>             the name of the deployment
  --resource-group <group>  by default rg-<name>. Deletes the whole group if deploy.sh created it, else
                            only the resources of this deployment
  --subscription <id>       by default the one that az has selected
  --yes                     do not ask
  --purge                   also destroy the deleted Key Vault, unless purge protection forbids it
  --help
END
}

name='' group='' subscription='' yes='' purge=''
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --yes) yes=yes; shift; continue ;;
    --purge) purge=yes; shift; continue ;;
  esac
  [ $# -gt 1 ] || refuse "$1 is unknown, or its value is missing."
  case $1 in
    --name) name=$2 ;;
    --resource-group) group=$2 ;;
    --subscription) subscription=$2 ;;
    *) refuse "There is no flag $1." ;;
  esac
  shift 2
done
[ -n "$name" ] || refuse 'Say with --name which deployment is meant.'
group=${group:-rg-$name}

make_work

# Sets whole: whether the group was made for this deployment alone, and holds nothing of another one.
look() {
  local exists owner others which="[?tags.\"uniflow-scim\"=='$name'].id"
  step "Resource group $group"
  exists=$(azure_in group exists --name "$group" --output tsv) || fail "It can't be looked up: $(az_said)"
  [ "$exists" = true ] || return 1
  owner=$(azure_in group show --name "$group" --query '[tags."uniflow-scim"]' --output tsv) || fail "It can't be read: $(az_said)"
  others=$(azure_in resource list --resource-group "$group" --output tsv \
    --query "[?tags.\"uniflow-scim\"!=null && tags.\"uniflow-scim\"!='$name'].id") || fail "Its resources can't be read: $(az_said)"
  whole=''
  if [ "$owner" = "$name" ] && [ -z "$others" ]; then
    whole=yes
    which='[].id'
  fi
  ids=$(azure_in resource list --resource-group "$group" --query "$which" --output tsv) ||
    fail "Its resources can't be read: $(az_said)"
  [ -n "$whole$ids" ]
}

# sure <what is lost>: asks, unless --yes was given.
sure() {
  if [ -n "$yes" ]; then return; fi
  at_terminal || refuse "$1 To do it without a question, add --yes."
  [ "$(ask "Type $name to go on:")" = "$name" ] || fail 'That was another name. Nothing was deleted.'
  yes=yes
}

confirm() {
  if [ -n "$whole" ]; then warn "all of the resource group $group is deleted:"; else warn "these are deleted:"; fi
  if [ -n "$ids" ]; then printf '%s\n' "$ids" | sed 's/^/    /' >&2; fi
  sure "This deletes \"$name\" with all its tenants and users."
}

delete() {
  doing 'deleting, which takes some minutes'
  if [ -n "$whole" ]; then
    azure_in group delete --name "$group" --yes || fail "It can't be deleted: $(az_said)"
  else
    local list=() id
    while IFS= read -r id; do list+=("$id"); done <<<"$ids"
    azure_in resource delete --ids "${list[@]}" --output none || fail "They can't be deleted: $(az_said)"
    # Azure would remember that it has been deployed.
    azure_in deployment group delete --resource-group "$group" --name "uniflow-scim-$name" --output none || true
  fi
  did 'deleted'
}

# A deleted vault keeps its name and its keys for 90 days.
about_vault() {
  local vaults vault protected
  vaults=$(deleted_vaults) || {
    warn "Deleted vaults can't be listed: $(az_said)"
    return
  }
  while IFS=$'\t' read -r vault protected; do
    [ -n "$vault" ] || continue
    if [ -n "$purge" ] && [ "$protected" != True ]; then
      warn "The Key Vault $vault and its keys are destroyed: what they sealed opens no more, in backups neither."
      sure 'This destroys the keys.'
      azure_in keyvault purge --name "$vault" || fail "The Key Vault $vault can't be destroyed: $(az_said)"
      did "the Key Vault $vault and its keys are destroyed"
      continue
    fi
    warn "The Key Vault $vault is deleted softly: for 90 days it keeps its name, and its keys can be had back.
    deploy.sh under the same name and resource group brings it back."
    if [ -n "$purge" ]; then warn 'It is protected from being destroyed earlier.'; fi
  done <<<"$vaults"
}

check_cli
check_sign_in
if look; then
  confirm
  delete
else
  same "there is nothing of \"$name\" in it"
fi
about_vault
