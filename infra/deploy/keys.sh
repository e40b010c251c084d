# shellcheck shell=bash
# Sealing and signing keys. A key is made here once, goes into the vault, and is nowhere else: not on a command line, which
# others on the machine can read, and not in an output.

make_keys() {
  local kind made=''
  until_allowed 'Keys' 900 azure keyvault secret list --vault-name "$vault" --query '[].name' --output tsv
  cp "$scratch/out" "$scratch/secrets"
  for kind in sealing signing; do
    if grep -qxF "scim-$kind-keys" "$scratch/secrets"; then continue; fi
    node "$root/dist/cli.js" key new "$kind" --json >"$scratch/key.json"
    node -e 'const fs = require("node:fs"); fs.writeFileSync(process.argv[2], JSON.parse(fs.readFileSync(process.argv[1], "utf8")).entry);' \
      -- "$scratch/key.json" "$scratch/key"
    until_allowed 'Keys' 900 azure keyvault secret set --vault-name "$vault" --name "scim-$kind-keys" \
      --file "$scratch/key" --encoding utf-8 --output none
    rm -f "$scratch/key" "$scratch/key.json"
    made+=" $kind"
  done
  if [ -n "$made" ]; then step 'Keys' "made:$made"; else step 'Keys' 'there'; fi
}
