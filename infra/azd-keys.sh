#!/bin/sh
# After azd has made the resources: puts the sealing and the signing key into the vault if there are none yet. Without them the
# service does not start. azd passes the outputs of main.bicep as environment variables.
set -eu

: "${keyVaultName:?It is an output of infra/main.bicep. Run this through azd: azd hooks run postprovision}"
: "${functionAppId:?It is an output of infra/main.bicep. Run this through azd: azd hooks run postprovision}"
attempts=${SCIM_ATTEMPTS:-30}
pause=${SCIM_PAUSE:-10}

key=$(umask 077 && mktemp)
trap 'rm -f "$key"' EXIT
trap 'exit 1' HUP INT TERM

# It takes minutes until all of Azure knows the role with which the deploying person writes keys.
names() {
  attempt=1
  until found=$(az keyvault secret list --vault-name "$keyVaultName" --query '[].name' --output tsv --only-show-errors); do
    if [ "$attempt" -ge "$attempts" ]; then
      echo "The vault $keyVaultName cannot be read: see the message of az above. Is az signed in as the one who deploys?" >&2
      exit 1
    fi
    attempt=$((attempt + 1))
    sleep "$pause"
  done
}

# The key goes through a file that only its owner reads: everybody on the machine can see arguments.
make() {
  # On Windows az ends its lines with a carriage return.
  if printf '%s\n' "$found" | tr -d '\r' | grep -qx "scim-$1-keys"; then
    echo "scim-$1-keys is there already."
    return
  fi
  # An existing key must never be replaced: only the vault itself can say that there is none.
  if az keyvault secret show --vault-name "$keyVaultName" --name "scim-$1-keys" --output none --only-show-errors 2>"$key"; then
    echo "scim-$1-keys is there already."
    return
  elif ! grep -q SecretNotFound "$key"; then
    cat "$key" >&2
    exit 1
  fi
  node dist/cli.js key new "$1" --json >"$key"
  node -e 'const { readFileSync, writeFileSync } = require("node:fs");
    const [file] = process.argv.slice(1);
    writeFileSync(file, JSON.parse(readFileSync(file, "utf8")).entry)' "$key"
  az keyvault secret set --vault-name "$keyVaultName" --name "scim-$1-keys" --file "$key" --output none --only-show-errors
  echo "scim-$1-keys was made."
}

names
make sealing
make signing
# The app did not find them when it was created: it must look again.
MSYS_NO_PATHCONV=1 az rest --method post --url "$functionAppId/config/configreferences/appsettings/refresh?api-version=2022-03-01" \
  --output none --only-show-errors
