# shellcheck shell=bash
# The az CLI, and who is signed in.

# The first version that publishes to Flex Consumption.
oldest_az=2.60.0

# All calls but those of Entra ID name the subscription, so that nobody's default is changed.
azure() {
  if [ -n "$subscription" ]; then az "$@" --subscription "$subscription"; else az "$@"; fi
}

check_az() {
  command -v az >/dev/null ||
    fail 'The az CLI is not installed: https://learn.microsoft.com/cli/azure/install-azure-cli'
  local version
  version=$(az version --query '"azure-cli"' --output tsv)
  if [ "$(printf '%s\n%s\n' "$oldest_az" "$version" | sort -V | head -n 1)" != "$oldest_az" ]; then
    fail "The az CLI is $version, and Flex Consumption wants at least $oldest_az. Update it:  az upgrade"
  fi
}

check_tools() {
  check_az
  command -v node >/dev/null || fail 'Node is not installed. It makes keys and the first tenant: https://nodejs.org'
  [ -f "$root/dist/cli.js" ] || fail 'The command line is not built yet. Run:  npm ci'
}

check_account() {
  local account who kind
  account=$(azure account show --query '[id, name, user.type, user.name]' --output tsv 2>"$scratch/error") ||
    fail "The az CLI is not signed in, or does not have this subscription. Run:  az login
Azure says: $(tail -n 2 "$scratch/error")"
  { read -r subscription; read -r subscription_name; read -r kind; read -r who; } <<<"$account"
  say "Signed in as $who; subscription $subscription_name ($subscription)."
  [ -n "${deployer+set}" ] || return 0 # destroy.sh gives nobody a role
  if [ "$kind" = servicePrincipal ]; then deployer_type=ServicePrincipal; else deployer_type=User; fi
  [ -z "$deployer" ] || return 0
  if [ "$kind" = servicePrincipal ]; then
    deployer=$(az ad sp show --id "$who" --query id --output tsv 2>"$scratch/error") || cannot_look_up
  else
    deployer=$(az ad signed-in-user show --query id --output tsv 2>"$scratch/error") || cannot_look_up
  fi
}

cannot_look_up() {
  fail "Entra ID does not say who is signed in. Give the object id with --deployer ID.
Azure says: $(tail -n 2 "$scratch/error")"
}

# The vault of an earlier deployment of this name, which Azure keeps after it was deleted.
deleted_vault() {
  azure keyvault list-deleted --resource-type vault --output tsv \
    --query "[?properties.tags.\"uniflow-scim\"=='$name' && contains(properties.vaultId, '/resourceGroups/$resource_group/')].name | [0]"
}
