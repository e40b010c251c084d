# shellcheck shell=bash
# The first tenant, and Entra's Test Connection with its token.

scim() {
  SCIM_STORAGE_ACCOUNT_URL=$table_endpoint SCIM_PUBLIC_URL=$url node "$root/dist/cli.js" "$@"
}

member() { node -e 'process.stdout.write(String(JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))[process.argv[2]] ?? ""));' -- "$1" "$2"; }

# Whose token was never seen by anybody gets a new one; whose token was seen keeps it. A tag of the group says which:
# "made" stands before the tenant is made, "shown" after its token was. A tenant that others made has none, and is left alone.
make_tenant() {
  token_shown=no
  until_allowed 'Tables' 900 scim tenant list --json
  if [ -z "$tenant" ]; then return; fi
  local mark="uniflow-scim-tenant-$tenant" state words
  state=$(group_tag "$mark")
  if [ "$state" = shown ]; then
    step 'Tenant' "\"$tenant\" was made by an earlier run"
    return
  fi
  if grep -qF "\"tenant\":\"$tenant\"" "$scratch/out"; then
    if [ "$state" != made ]; then
      step 'Tenant' "\"$tenant\" is there, and was not made here: left as it is"
      return
    fi
    words=(token rotate "$tenant" --revoke-others --json)
  else
    set_group_tag "$mark" made
    words=(tenant enable "$tenant" --json)
  fi
  scim "${words[@]}" >"$scratch/tenant.json" 2>"$scratch/error" || fail "The tenant \"$tenant\": $(cat "$scratch/error")"
  member "$scratch/tenant.json" secretToken >"$scratch/token"
  step 'Tenant' "\"$tenant\" made"
  test_connection
  show_token
  set_group_tag "$mark" shown
}

# As Entra does it, and with what a patient colleague would look at besides.
test_connection() {
  if ! node "$root/dist/cli.js" doctor "$url/scim/$tenant" --token-file "$scratch/token" >"$scratch/doctor" 2>&1; then
    cat "$scratch/doctor" >&2
    fail 'The service runs, and does not pass its own examination. What to do is said above; then run the same command again.'
  fi
  step 'Test Connection' 'passed'
}

show_token() {
  token_shown=yes
  say ''
  say "  Provisioning tenant URL    $url/scim/$tenant"
  say "  Provisioning secret token  $(cat "$scratch/token")"
  say ''
  say 'The token is shown this once. Paste both into Entra, under Admin credentials, and click Test connection'
  say '(docs/connect-entra.md).'
}

finish() {
  say ''
  if [ "$token_shown" = no ] && [ -n "$tenant" ]; then
    say "Provisioning tenant URL: $url/scim/$tenant. For a new token:"
    say "  SCIM_STORAGE_ACCOUNT_URL=$table_endpoint SCIM_PUBLIC_URL=$url npx uniflow-scim token rotate $tenant"
  else
    say "For more tenants:"
    say "  SCIM_STORAGE_ACCOUNT_URL=$table_endpoint SCIM_PUBLIC_URL=$url npx uniflow-scim tenant add NAME"
  fi
}
