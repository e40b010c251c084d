# shellcheck shell=bash
# The package, and whether it runs.

# Which package is there is remembered in a tag of the resource group: a template does not touch it, and no restart follows.
publish_package() {
  local digest
  find_package
  digest=$(sha256 <"$zip")
  group_id="/subscriptions/$subscription/resourceGroups/$resource_group"
  if [ "$(group_tag uniflow-scim-package)" = "$digest" ]; then
    step 'Package' 'the same is there'
    return
  fi
  # What the app remembers of a key that was not there yet, it would remember for a day.
  azure rest --method post --output none \
    --url "$app_id/config/configreferences/appsettings/refresh?api-version=2022-03-01"
  waiting 'Package' 'being published'
  until_allowed 'Package' 900 azure functionapp deployment source config-zip --resource-group "$resource_group" --name "$app" \
    --src "$zip" --output none
  set_group_tag uniflow-scim-package "$digest"
  step 'Package' "published (${digest:0:12})"
}

find_package() {
  case $package in
    '')
      waiting 'Package' 'being built'
      npm --prefix "$root" run --silent package >/dev/null
      zip="$root/dist/uniflow-scim.zip"
      ;;
    https://*)
      zip="$scratch/uniflow-scim.zip"
      fetch "$package" "$zip" || fail "The package can't be fetched from $package."
      ;;
    *)
      [ -f "$package" ] || fail "There is no package $package."
      zip=$package
      ;;
  esac
}

fetch() {
  node -e 'fetch(process.argv[1]).then(async (answer) => { if (!answer.ok) process.exit(1); require("node:fs").writeFileSync(process.argv[2], Buffer.from(await answer.arrayBuffer())); }, () => process.exit(1));' -- "$1" "$2"
}

group_tag() {
  azure tag list --resource-id "$group_id" --query "properties.tags.\"$1\"" --output tsv
}

set_group_tag() {
  azure tag update --resource-id "$group_id" --operation Merge --tags "$1=$2" --output none
}

# The first start takes up to some minutes: the host unpacks the package and reads the keys from the vault.
wait_until_ready() {
  local begun=$SECONDS status
  until status=$(status_of "$url/health/ready") && [ "$status" = 200 ]; do
    if [ $((SECONDS - begun)) -ge "${DEPLOY_READY_LIMIT:-600}" ]; then
      fail "$url/health/ready answers ${status:-nothing}, not 200. Why stands in the log:  az functionapp log tail is not there on Flex Consumption, so look at the traces in Application Insights. A sentence there names a setting that is missing or wrong."
    fi
    waiting 'Service' "waiting for $url"
    sleep "${DEPLOY_PAUSE:-10}"
  done
  step 'Service' "ready at $url"
}

status_of() {
  node -e 'fetch(process.argv[1], { signal: AbortSignal.timeout(20000) }).then((answer) => console.log(answer.status), () => process.exit(1));' -- "$1"
}
