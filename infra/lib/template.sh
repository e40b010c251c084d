# shellcheck shell=bash
# The Bicep template: applied only if it or its parameters differ from the last deployment.

# Sets fingerprint, and writes the parameters to "$work/parameters.json".
write_parameters() {
  fingerprint=$(node "$here/lib/parameters.mjs" "$work/parameters.json" \
    "name=$name" "location=$location" "deployerPrincipalId=$deployer_id" "deployerPrincipalType=$deployer_type" \
    "nodeVersion=$node_version" "instanceMemory=$memory" "alwaysReadyInstances=$always_ready" \
    "maximumInstances=$max_instances" "storageSku=$storage_sku" "publicUrl=$public_url" \
    "managementApi=$management_api" "alertEmail=$alert_email" "purgeProtection=$purge_protection" \
    ${settings[@]+"${settings[@]}"})
}

# Sets state, deployed_fingerprint and the outputs: app_name, app_id, url, table_endpoint and vault_name.
read_deployment() {
  {
    read -r state
    read -r deployed_fingerprint
    read -r app_name
    read -r app_id
    read -r url
    read -r table_endpoint
    read -r vault_name
  } < <(azure_in deployment group show --resource-group "$group" --name "uniflow-scim-$name" --output tsv --query \
    '[properties.provisioningState, properties.outputs.fingerprint.value, properties.outputs.functionAppName.value, properties.outputs.functionAppId.value, properties.outputs.url.value, properties.outputs.tableEndpoint.value, properties.outputs.keyVaultName.value]') ||
    state=''
}

# Ctrl-C ends az, but not the deployment that it has begun in Azure.
has_ended() {
  if ! is_running; then return; fi
  read_deployment
  ! is_running
}

is_running() { [[ $state =~ ^(Accepted|Running|Creating|Updating|Validating|Canceling)$ ]]; }

# Azure remembers a deployment even if its resources were deleted.
is_whole() {
  local there
  there=$(azure_in resource list --resource-group "$group" --query '[].name' --output tsv) || fail "The group can't be read: $(az_said)"
  grep -qxF "$app_name" <<<"$there" && grep -qxF "$vault_name" <<<"$there"
}

# A template replaces the settings of an app of the same name, even if it is another deployment's.
refuse_foreign_app() {
  local owner
  owner=$(azure_in resource list --resource-group "$group" --name "$name" --resource-type Microsoft.Web/sites \
    --query '[].[tags."uniflow-scim"]' --output tsv) || fail "The group can't be read: $(az_said)"
  if [ -n "$owner" ] && [ "$owner" != "$name" ]; then
    fail "There is another app \"$name\" in $group. Choose another --name, or another --resource-group."
  fi
}

# A vault that was deleted keeps its name for 90 days, so the template could not make it: it is recovered, with its
# keys. If the deploying person may not look for one, the template's failure says so.
recover_vault() {
  local vaults vault rest
  vaults=$(deleted_vaults) || return 0
  while IFS=$'\t' read -r vault rest; do
    [ -n "$vault" ] || continue
    azure_in keyvault recover --name "$vault" --resource-group "$group" --output none ||
      fail "The deleted Key Vault $vault can't be recovered: $(az_said)"
    did "the deleted Key Vault $vault is back, with its keys"
  done <<<"$vaults"
}

apply_template() {
  step 'Resources'
  if [ "$group_exists" != true ]; then
    would 'make all that infra/main.bicep describes'
    return
  fi
  write_parameters
  read_deployment
  if [ -z "$what_if" ]; then
    wait_for 'waiting until the deployment of an earlier run has ended' has_ended || fail 'That deployment is still running. Run this again later.'
  fi
  if [ "$state" = Succeeded ] && ! is_whole; then state=''; fi
  if [ -z "$state" ]; then refuse_foreign_app; fi
  if [ "$state" = Succeeded ] && [ "$deployed_fingerprint" = "$fingerprint" ] && [ -z "$force" ]; then
    same 'as in the last deployment (--force applies the template all the same)'
    return
  fi
  if [ -n "$what_if" ]; then
    would 'apply the template:'
    azure_in deployment group what-if --resource-group "$group" --name "uniflow-scim-$name" \
      --template-file "$here/main.bicep" --parameters "@$work/parameters.json" >&2 ||
      fail "Azure can't say what would change: $(az_said)"
    return
  fi
  if [ "$state" != Succeeded ]; then recover_vault; fi
  doing 'applying infra/main.bicep, which takes some minutes'
  azure_in deployment group create --resource-group "$group" --name "uniflow-scim-$name" \
    --template-file "$here/main.bicep" --parameters "@$work/parameters.json" --output none ||
    fail "The template could not be applied: $(az_said)"
  read_deployment
  [ "$state" = Succeeded ] || fail "The deployment is \"$state\": $(az_said)"
  did 'the template is applied'
}
