# shellcheck shell=bash
# The Azure CLI and who is signed in to it. Every command names the subscription, so that the CLI's own choice stays.

# The first release that knows Flex Consumption.
minimum_version=2.60.0

# azure <words…>: runs az and keeps what it says on standard error in "$work/az.err".
# On Windows az ends its lines with a carriage return.
azure() { az "$@" --only-show-errors 2>"$work/az.err" </dev/null | tr -d '\r'; }

# The same for commands that take --subscription.
azure_in() { azure "$@" --subscription "$subscription"; }

# The last message of az: the innermost errors if it is JSON.
az_said() { node "$here/lib/azureError.mjs" <"$work/az.err"; }

check_cli() {
  step 'Azure CLI'
  command -v az >/dev/null ||
    fail 'The Azure CLI (az) is not installed. See https://learn.microsoft.com/cli/azure/install-azure-cli'
  command -v node >/dev/null || fail 'Node is not installed. See https://nodejs.org'
  local version
  version=$(azure version --query '"azure-cli"' --output tsv) || fail "az does not run: $(az_said)"
  at_least "$version" "$minimum_version" ||
    fail "az is $version, and Flex Consumption needs $minimum_version or later. Run \"az upgrade\"."
  same "az $version"
}

# at_least <version> <minimum>
at_least() {
  local major minor minimum_major minimum_minor rest
  IFS=. read -r major minor rest <<<"$1"
  IFS=. read -r minimum_major minimum_minor rest <<<"$2"
  [ "$major" -gt "$minimum_major" ] || { [ "$major" -eq "$minimum_major" ] && [ "$minor" -ge "$minimum_minor" ]; }
}

# Sets subscription, directory (the Entra tenant), user_type and user_name.
check_sign_in() {
  step 'Sign-in'
  local wanted=$subscription name own_tenant
  own_tenant=$(azure account show --query tenantId --output tsv) ||
    fail 'Nobody is signed in to Azure. Run "az login" first.'
  {
    read -r subscription
    read -r name
    read -r directory
    read -r user_type
    read -r user_name
  } < <(azure account show ${wanted:+--subscription "$wanted"} \
    --query '[id, name, tenantId, user.type, user.name]' --output tsv) ||
    fail "The subscription \"$wanted\" is none of yours. \"az account list\" shows yours. az says: $(az_said)"
  # The command line signs in to storage as az does by itself.
  [ "$directory" = "$own_tenant" ] ||
    fail "The subscription \"$name\" belongs to another Entra tenant than your sign-in. Run: az account set --subscription $subscription"
  same "$user_name, subscription \"$name\" ($subscription)"
}

# Sets deployer_id and deployer_type, unless a flag did.
find_deployer() {
  [ -z "$deployer_id" ] || return 0
  if [ "$user_type" = user ]; then
    deployer_type=User
    deployer_id=$(azure ad signed-in-user show --query id --output tsv) || cannot_find_deployer
  else
    deployer_type=ServicePrincipal
    deployer_id=$(azure ad sp show --id "$user_name" --query id --output tsv) || cannot_find_deployer
  fi
}

cannot_find_deployer() {
  fail "Your object id can't be read from Entra: $(az_said)
Give it with --deployer-object-id, and --deployer-type ServicePrincipal where it is no person's."
}

# The softly deleted vaults of this deployment: name, and whether they are protected from purging. Several
# deployments may share a group: the tags of a vault name its deployment.
deleted_vaults() {
  local vaults vault vault_id protected owner
  vaults=$(azure_in keyvault list-deleted --resource-type vault --output tsv \
    --query '[].[name, properties.vaultId, properties.purgeProtectionEnabled, properties.tags."uniflow-scim"]') || return 1
  while IFS=$'\t' read -r vault vault_id protected owner; do
    case $vault_id in */resourceGroups/"$group"/*) ;; *) continue ;; esac
    if [ "$owner" = "$name" ]; then printf '%s\t%s\n' "$vault" "$protected"; fi
  done <<<"$vaults"
}

providers='Microsoft.Web Microsoft.Storage Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.Insights Microsoft.OperationalInsights'

register_providers() {
  step 'Resource providers'
  local registered provider missing=''
  registered=$(azure_in provider list --query "[?registrationState=='Registered'].namespace" --output tsv) ||
    fail "The resource providers can't be read: $(az_said)"
  for provider in $providers; do
    if grep -qix "$provider" <<<"$registered"; then continue; fi
    missing=yes
    if [ -n "$what_if" ]; then
      would "register $provider"
      continue
    fi
    doing "registering $provider, which takes a minute or two"
    azure_in provider register --namespace "$provider" --wait --output none ||
      fail "$provider can't be registered: $(az_said)
An owner or contributor of the subscription can do it once: az provider register --namespace $provider"
    did "$provider is registered"
  done
  if [ -z "$missing" ]; then same 'all are registered'; fi
}

# Before anything is made, because it may refuse. Sets group_exists, and location if it asks for it.
find_group() {
  group_exists=$(azure_in group exists --name "$group" --output tsv) ||
    fail "The resource group $group can't be looked up: $(az_said)"
  case $group_exists in
    true) ;;
    false)
      if [ -z "$location" ] && at_terminal; then location=$(ask 'Region, such as westeurope:'); fi
      [ -n "$location" ] || refuse "The resource group $group is not there yet: say with --location in which region to make it."
      ;;
    *) fail "az does not say whether the resource group $group exists: \"$group_exists\"." ;;
  esac
}

# Sets group_exists and location.
make_group() {
  step "Resource group $group"
  if [ "$group_exists" = true ]; then
    local group_location deployed
    group_location=$(azure_in group show --name "$group" --query location --output tsv) ||
      fail "It can't be read: $(az_said)"
    # A group may be in another region than its resources.
    deployed=$(azure_in deployment group show --resource-group "$group" --name "uniflow-scim-$name" \
      --query properties.parameters.location.value --output tsv) || deployed=''
    location=${location:-${deployed:-$group_location}}
    same "is there, in $group_location"
    return
  fi
  if [ -n "$what_if" ]; then
    would "make it in $location"
    return
  fi
  # The tag says that it was made for this deployment alone: destroy.sh deletes it as a whole.
  azure_in group create --name "$group" --location "$location" --tags "uniflow-scim=$name" --output none ||
    fail "It can't be made: $(az_said)"
  group_exists=true
  did "made in $location"
}
