# shellcheck shell=bash
# Resource providers, the resource group, and the Bicep.

providers='Microsoft.AlertsManagement Microsoft.Insights Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web'

# Templates and parameters that were applied are known by their hash: nothing is deployed twice.
fingerprint_of_deployment() {
  deployment="uniflow-scim-$name"
  local setting
  settings_json='{'
  for setting in ${settings[@]+"${settings[@]}"}; do
    [ "$settings_json" = '{' ] || settings_json+=','
    settings_json+="$(json_text "${setting%%=*}"):$(json_text "${setting#*=}")"
  done
  settings_json+='}'
  parameters=(
    "name=$name" "location=$location" "deployerPrincipalId=$deployer" "deployerPrincipalType=$deployer_type"
    "nodeVersion=$node_version" "instanceMemory=$memory" "alwaysReadyInstances=$always_ready"
    "maximumInstances=$maximum_instances" "storageSku=$storage_sku" "publicUrl=$public_url"
    "managementApi=$management_api" "alertEmail=$alert_email" "purgeProtection=$purge_protection"
    "settings=$settings_json"
  )
  fingerprint=$({ cat "$here"/main.bicep "$here"/modules/* "$here"/workbook.json; printf '%s\n' "${parameters[@]}"; } | sha256)
}

json_text() { node -e 'process.stdout.write(JSON.stringify(process.argv[1]))' -- "$1"; }

sha256() { node -e 'const hash = require("node:crypto").createHash("sha256"); process.stdin.on("data", (part) => hash.update(part)).on("end", () => process.stdout.write(hash.digest("hex")));'; }

# What was applied last, and whether it ended well.
applied() {
  azure deployment group show --resource-group "$resource_group" --name "$deployment" \
    --query '[properties.provisioningState, properties.outputs.fingerprint.value]' --output tsv 2>/dev/null || true
}

is_applied() { [ "$(applied)" = "Succeeded
$fingerprint" ]; }

unregistered_providers() {
  local registered provider
  registered=$(azure provider list --query "[?registrationState=='Registered'].namespace" --output tsv)
  for provider in $providers; do
    grep -qixF "$provider" <<<"$registered" || printf '%s\n' "$provider"
  done
}

register_providers() {
  local missing provider
  missing=$(unregistered_providers)
  for provider in $missing; do
    waiting 'Providers' "registering $provider"
    azure provider register --namespace "$provider" --wait --output none
  done
  if [ -n "$missing" ]; then step 'Providers' "registered: $(printf '%s' "$missing" | tr '\n' ' ')"; else step 'Providers' 'registered'; fi
}

make_group() {
  if [ "$(azure group exists --name "$resource_group")" = true ]; then
    step 'Resource group' 'there'
  else
    # The tag tells destroy.sh that the group is ours.
    azure group create --name "$resource_group" --location "$location" --tags "uniflow-scim=$name" --output none
    step 'Resource group' 'made'
  fi
}

# A vault that was deleted keeps its name for 90 days, and its keys: what they sealed opens with nothing else.
recover_vault() {
  if is_applied; then return; fi
  local vault
  vault=$(deleted_vault)
  if [ -z "$vault" ]; then return; fi
  azure keyvault recover --name "$vault" --output none
  step 'Key vault' "$vault taken back, with its keys"
}

apply_bicep() {
  if is_applied; then
    step 'Resources' 'unchanged'
  else
    waiting 'Resources' 'being made: some minutes'
    azure deployment group create --resource-group "$resource_group" --name "$deployment" \
      --template-file "$here/main.bicep" --parameters "${parameters[@]}" "fingerprint=$fingerprint" \
      --output none 2>"$scratch/error" || explain_deployment
    step 'Resources' 'made, as infra/main.bicep says'
  fi
  local outputs
  outputs=$(azure deployment group show --resource-group "$resource_group" --name "$deployment" \
    --query 'properties.outputs.[functionAppName.value, functionAppId.value, url.value, tableEndpoint.value, keyVaultName.value]' \
    --output tsv)
  { read -r app; read -r app_id; read -r url; read -r table_endpoint; read -r vault; } <<<"$outputs"
}

explain_deployment() {
  local hint=''
  case $(cat "$scratch/error") in
    *VaultAlreadyExists* | *ConflictError*deleted*) hint='A deleted key vault has the name. az keyvault list-deleted shows it; recover it, or purge it.' ;;
    *RoleAssignment* | *AuthorizationFailed*) hint='Roles can be given by an Owner or a User Access Administrator of the resource group only.' ;;
    *Website*already* | *Hostname*) hint='Somebody has this name already. Choose another with --name.' ;;
    *LocationNotAvailable* | *SkuNotAvailable*) hint='This region lacks something. Those with Flex Consumption:  az functionapp list-flexconsumption-locations' ;;
  esac
  fail "The resources could not be made. $hint
Azure says: $(tail -n 8 "$scratch/error")"
}

show_what_if() {
  local missing
  missing=$(unregistered_providers)
  if [ -n "$missing" ]; then step 'Providers' "would be registered: $(printf '%s' "$missing" | tr '\n' ' ')"; else step 'Providers' 'registered'; fi
  if [ "$(azure group exists --name "$resource_group")" != true ]; then
    step 'Resource group' 'would be made, and in it:'
    step '' 'managed identity, storage account, key vault, Application Insights with its workspace,'
    step '' 'Flex Consumption plan and function app, alert rules (infra/main.bicep)'
    what_if_rest
    return
  fi
  step 'Resource group' 'there'
  if is_applied; then
    step 'Resources' 'unchanged'
  else
    step 'Resources' 'would change, as Azure says:'
    azure deployment group what-if --resource-group "$resource_group" --name "$deployment" --no-prompt true \
      --template-file "$here/main.bicep" --parameters "${parameters[@]}" "fingerprint=$fingerprint"
  fi
  what_if_rest
}

what_if_rest() {
  step 'Keys' 'would be made where the vault has none'
  step 'Package' 'would be published where another one is there'
  if [ -n "$tenant" ]; then step 'Tenant' "\"$tenant\" would be made where it was not yet"; fi
  say ''
  say 'Nothing was changed.'
}
