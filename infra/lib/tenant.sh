# shellcheck shell=bash
# The first tenant, and its token, which is shown once. While it is being made the resource group has a tag that says so: a
# run that finds the tag knows that nobody has got the token, and makes a new one. Secrets are stored nowhere.

# The command line, signed in to the deployed storage as az is.
scim() {
  env -u SCIM_STORAGE_CONNECTION_STRING -u AZURE_CLIENT_ID AZURE_TOKEN_CREDENTIALS=AzureCliCredential \
    SCIM_STORAGE_ACCOUNT_URL="$table_endpoint" SCIM_PUBLIC_URL="$url" node "$root/dist/cli.js" "$@"
}

list_tenants() {
  tenants=$(scim tenant list --json 2>"$work/az.err" </dev/null |
    node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).tenants.map(({ tenant }) => tenant).join("\n")' 2>/dev/null)
}

member() { node -p 'JSON.parse(require("fs").readFileSync(0, "utf8"))[process.argv[1]] ?? ""' "$1"; }

tag_group() {
  azure_in tag update --resource-id "/subscriptions/$subscription/resourceGroups/$group" --operation "$1" \
    --tags "scim-making-$tenant=$name" --output none || fail "The resource group can't be tagged: $(az_said)"
}

make_tenant() {
  step "Tenant $tenant"
  if [ -n "$what_if" ] && [ "$state" != Succeeded ]; then
    would 'make it, and show its URL and token'
    return
  fi
  wait_for_role 'waiting until your role for the tables is in force' list_tenants ||
    fail "The tables can't be read: $(cat "$work/az.err")"
  local making there='' made token
  making=$(azure_in tag list --resource-id "/subscriptions/$subscription/resourceGroups/$group" \
    --query "[properties.tags.\"scim-making-$tenant\"]" --output tsv) || fail "The group's tags can't be read: $(az_said)"
  if grep -qx "$tenant" <<<"$tenants"; then there=yes; fi
  if [ -n "$there" ] && [ "$making" != "$name" ]; then
    same 'is there'
    [ -n "$what_if" ] || smoke_test ''
    return
  fi
  if [ -n "$what_if" ]; then
    would 'make it, and show its URL and token'
    return
  fi
  [ "$making" = "$name" ] || tag_group Merge
  if [ -z "$there" ]; then
    scim tenant add "$tenant" --json </dev/null >/dev/null || fail 'The tenant could not be added.'
  fi
  made=$(scim tenant enable "$tenant" --json </dev/null) || fail 'Provisioning could not be turned on.'
  token=$(printf '%s' "$made" | member secretToken)
  if [ -z "$token" ]; then
    warn 'an earlier run ended before it was done: there is a new token'
    made=$(scim token rotate "$tenant" --json </dev/null) || fail 'No new token could be made.'
    token=$(printf '%s' "$made" | member secretToken)
  fi
  smoke_test "$token"
  new_token=$token
}

# Health, discovery and what Entra's Test Connection asks; without a token, what anybody can see.
smoke_test() {
  doing 'testing it as Entra does'
  SCIM_TOKEN=$1 scim doctor "$url/scim/$tenant" </dev/null >&2 ||
    fail 'The test found a problem: see above. Run this again when it is mended.'
  did 'the test is passed'
}

summary() {
  if [ -n "$what_if" ]; then
    printf '\nNothing was changed.\n'
    return
  fi
  printf '\n%sDone.%s\n  %-26s %s\n' "$bold" "$plain" 'Provisioning tenant URL' "$url/scim/$tenant"
  if [ -n "$console" ]; then printf '  %-26s %s\n' 'Console' "$url/console"; fi
  if [ -n "$new_token" ]; then
    printf '  %-26s %s\n\nThe secret token is shown this once. Paste both into Entra, under Admin credentials.\n' \
      'Provisioning secret token' "$new_token"
    # While the tag is there the next run makes another token.
    (tag_group Delete) || warn "Run this again, or remove the tag scim-making-$tenant of the resource group $group."
  else
    printf '\nIts secret token was shown when it was made. For a new one:\n  SCIM_STORAGE_ACCOUNT_URL=%s SCIM_PUBLIC_URL=%s node %q token rotate %s\n' \
      "$table_endpoint" "$url" "$root/dist/cli.js" "$tenant"
  fi
}
