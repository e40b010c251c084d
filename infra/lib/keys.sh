# shellcheck shell=bash
# The keys in Key Vault: made where they are missing. One that is there is never replaced: what it sealed opens with nothing else.

list_keys() { keys=$(azure_in keyvault secret list --vault-name "$vault_name" --query '[].name' --output tsv); }

make_keys() {
  step 'Keys'
  if [ -n "$what_if" ] && [ "$state" != Succeeded ]; then
    would 'make a sealing and a signing key in Key Vault'
    return
  fi
  wait_for 'waiting until your role for the Key Vault is in force' list_keys || fail "The Key Vault can't be read: $(az_said)"
  make_key sealing
  make_key signing
}

# A key stands on no command line and in no file: it goes from one program to the other.
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
  entry=$(node "$root/dist/cli.js" key new "$kind" --json |
    node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).entry')
  [ -n "$entry" ] || fail "No $kind key could be made."
  printf '%s' "$entry" | az keyvault secret set --vault-name "$vault_name" --name "$secret" --file /dev/stdin \
    --encoding utf-8 --output none --only-show-errors --subscription "$subscription" 2>"$work/az.err" ||
    fail "$secret can't be put into the Key Vault: $(az_said)
Where it was deleted before, get it back: az keyvault secret recover --vault-name $vault_name --name $secret"
  did "$secret is made"
}

references="config/configreferences/appsettings"

unresolved() {
  azure rest --method get --url "https://management.azure.com$app_id/$references?api-version=2022-03-01" \
    --query "value[?properties.status!='Resolved'].name" --output tsv
}

refresh() {
  azure rest --method post --url "https://management.azure.com$app_id/$references/refresh?api-version=2022-03-01" --output none
}

# The app was made before its keys, and would notice them within a day.
resolve_keys() {
  local names
  if [ -n "$what_if" ]; then return; fi
  names=$(unresolved) || fail "The app's references to Key Vault can't be read: $(az_said)"
  if [ -z "$names" ] && [ -z "$refresh_keys" ]; then return; fi
  refresh || fail "The app can't be told of the keys: $(az_said)"
  wait_for 'waiting until the app reads the keys' all_resolved || fail "The app can't read its keys from Key Vault."
  did 'the app reads them'
}

all_resolved() { local names && names=$(unresolved) && [ -z "$names" ]; }
