# shellcheck shell=bash
# The keys in Key Vault: missing ones are made. An existing one is never replaced: nothing else opens what it has sealed.

list_keys() { keys=$(azure_in keyvault secret list --vault-name "$vault_name" --query '[].name' --output tsv); }

make_keys() {
  step 'Keys'
  if [ -n "$what_if" ] && [ "$state" != Succeeded ]; then
    would 'make a sealing and a signing key in Key Vault'
    return
  fi
  wait_for_role 'waiting until your role for the Key Vault is in force' list_keys || fail "The Key Vault can't be read: $(az_said)"
  make_key sealing
  make_key signing
}

# A key is on no command line and in no file: it goes through a pipe.
make_key() {
  local kind=$1 secret="scim-$1-keys" entry
  if grep -qx "$secret" <<<"$keys"; then
    same "$secret is there"
    return
  fi
  if [ -n "$what_if" ]; then
    would "make $secret"
    return
  fi
  # An existing key must never be replaced: only the vault itself can say that there is none.
  if azure_in keyvault secret show --vault-name "$vault_name" --name "$secret" --query id --output none; then
    same "$secret is there"
    return
  fi
  grep -q SecretNotFound "$work/az.err" || fail "The Key Vault does not say whether $secret is there: $(az_said)"
  entry=$(node "$root/dist/cli.js" key new "$kind" --json |
    node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).entry') || fail "No $kind key could be made."
  printf '%s' "$entry" | az keyvault secret set --vault-name "$vault_name" --name "$secret" --file /dev/stdin \
    --encoding utf-8 --output none --only-show-errors --subscription "$subscription" 2>"$work/az.err" ||
    fail "$secret can't be put into the Key Vault: $(az_said)
Where it was deleted before, get it back: az keyvault secret recover --vault-name $vault_name --name $secret"
  did "$secret is made"
}

references="config/configreferences/appsettings"

# How many of the two key lists the app has read.
resolved() {
  azure rest --method get --url "$app_id/$references?api-version=2022-03-01" \
    --query "value[?properties.status=='Resolved'].name" --output tsv | grep -cE '^SCIM_(SEALING|SIGNING)_KEYS$' || true
}

refresh() { azure rest --method post --url "$app_id/$references/refresh?api-version=2022-03-01" --output none; }

# The app was made before its keys, and would notice them within a day.
resolve_keys() {
  if [ -n "$what_if" ]; then return; fi
  if [ "$(resolved)" = 2 ] && [ -z "$refresh_keys" ]; then return; fi
  refresh || fail "The app can't be told of the keys: $(az_said)"
  wait_for 'waiting until the app reads the keys' all_resolved || fail "The app can't read its keys from Key Vault: $(az_said)"
  if [ -n "$refresh_keys" ]; then
    # Instances that run already have the old list.
    azure_in functionapp restart --resource-group "$group" --name "$app_name" || fail "The app can't be restarted: $(az_said)"
  fi
  did 'the app reads them'
}

# The app's own role for the vault may be new, too: it is asked to look again each time.
all_resolved() {
  if [ "$(resolved)" = 2 ]; then return; fi
  refresh || true
  return 1
}
