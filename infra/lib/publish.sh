# shellcheck shell=bash
# The package. A tag of the app names the published one. Applying the template removes the tag, and the package is published again.

# Sets package to a file.
find_package() {
  step 'Package'
  case $package in
    '')
      doing 'building dist/uniflow-scim.zip'
      (cd "$root" && npm run --silent package) >&2 || fail 'The package can'"'"'t be built. Is "npm ci" done?'
      package="$root/dist/uniflow-scim.zip"
      ;;
    https://*)
      doing "fetching $package"
      node -e 'fetch(process.argv[1]).then(async (r) => { if (!r.ok) throw Error(r.status); require("fs").writeFileSync(process.argv[2], Buffer.from(await r.arrayBuffer())); }).catch(() => { process.exitCode = 1; })' \
        "$package" "$work/package.zip" || fail "$package can't be fetched."
      package="$work/package.zip"
      ;;
  esac
  [ -f "$package" ] || fail "There is no file $package."
  same "$package"
  [ -f "$root/dist/cli.js" ] || (cd "$root" && npm run --silent build) >&2 || fail 'The command line can'"'"'t be built. Is "npm ci" done?'
}

publish() {
  local hash published
  step 'Publication'
  hash=$(node -p 'require("crypto").createHash("sha256").update(require("fs").readFileSync(process.argv[1])).digest("hex")' "$package")
  if [ "$state" = Succeeded ]; then
    published=$(azure_in tag list --resource-id "$app_id" --query '[properties.tags."scim-package"]' --output tsv) ||
      fail "The app's tags can't be read: $(az_said)"
    if [ "$published" = "$hash" ]; then
      same 'it is published already'
      return
    fi
  fi
  if [ -n "$what_if" ]; then
    would 'publish it'
    return
  fi
  doing 'publishing it'
  wait_for_role 'waiting until the app may store its package' publish_package || fail "It can't be published: $(az_said)"
  azure_in tag update --resource-id "$app_id" --operation Merge --tags "scim-package=$hash" --output none ||
    fail "The app can't be tagged: $(az_said)"
  did "published (SHA-256 ${hash:0:12}…)"
}

publish_package() {
  azure_in functionapp deployment source config-zip --resource-group "$group" --name "$app_name" --src "$package" --output none
}

is_ready() { answered=$(node "$here/lib/status.mjs" "$url/health/ready") && [ "$answered" = 200 ]; }

await_readiness() {
  if [ -n "$what_if" ]; then return; fi
  step 'Health'
  wait_for 'waiting until the app is ready' is_ready ||
    fail "$url/health/ready answers $answered. The app's log is in Application Insights."
  did "$url is ready"
}
