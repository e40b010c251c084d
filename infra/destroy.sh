#!/usr/bin/env bash
# Removes what deploy.sh made: the resource group, and with it every tenant and user. docs/deploy.md#take-it-away
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/deploy/terminal.sh
source "$here/deploy/terminal.sh"
# shellcheck source=infra/deploy/account.sh
source "$here/deploy/account.sh"

usage() {
  cat <<'TEXT'
Removes a deployment: its resource group, with all tenants, users and logs.

  infra/destroy.sh --name NAME [flags]

  --name NAME             name of the function app
  --resource-group GROUP  where it is; by default rg-NAME
  --subscription ID       subscription; by default the one that az is set to
  --purge                 destroy the deleted key vault too, where purge protection allows it
  --yes                   do not ask
  --help                  this text
TEXT
}

name='' resource_group='' subscription='' purge=no yes=no
while [ $# -gt 0 ]; do
  case $1 in
    --name) name=$(value_of "$@"); shift 2 ;;
    --resource-group) resource_group=$(value_of "$@"); shift 2 ;;
    --subscription) subscription=$(value_of "$@"); shift 2 ;;
    --purge) purge=yes; shift ;;
    --yes) yes=yes; shift ;;
    --help | -h) usage; exit 0 ;;
    *) wrong "There is no flag $1. infra/destroy.sh --help lists them." ;;
  esac
done
[ -n "$name" ] || wrong 'Which deployment? Give --name NAME.'
: "${resource_group:=rg-$name}"

begin
check_az
check_account
if [ "$(azure group exists --name "$resource_group")" != true ]; then
  say "The resource group $resource_group is not there: nothing to remove."
else
  # A group that somebody else made may hold other things: it is not ours to delete.
  owner=$(azure group show --name "$resource_group" --query 'tags."uniflow-scim"' --output tsv)
  [ "$owner" = "$name" ] ||
    fail "The resource group $resource_group was not made by deploy.sh for \"$name\". Delete in it by hand what is no longer wanted: az resource list --resource-group $resource_group --tag uniflow-scim=$name"
  if [ "$yes" = no ]; then
    [ -t 0 ] || wrong 'This deletes every tenant and user. To do it without a question, add --yes.'
    say "This deletes the resource group $resource_group with every tenant, user and log of \"$name\"."
    read -r -p "Type its name to go on: " typed
    [ "$typed" = "$name" ] || fail 'That is another name. Nothing was deleted.'
  fi
  step 'Resource group' 'being deleted: some minutes'
  azure group delete --name "$resource_group" --yes --output none
  step 'Resource group' 'deleted'
fi

vault=$(deleted_vault)
if [ -z "$vault" ]; then
  step 'Key vault' 'no deleted one is left'
elif [ "$purge" = yes ]; then
  azure keyvault purge --name "$vault" --output none
  step 'Key vault' "$vault is destroyed: what its keys sealed opens no more"
else
  step 'Key vault' "$vault is kept by Azure until its 90 days are over"
  say ''
  say "A new deployment of \"$name\" into the same group takes its keys back. To destroy them now, where purge protection"
  say "is off:  infra/destroy.sh --name $name --resource-group $resource_group --purge"
fi
