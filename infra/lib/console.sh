# shellcheck shell=bash
# The web console's application in Entra: docs/console.md. It is found by its name, so another run finds it again.

console_name() { printf 'uniflow-scim console %s' "$name"; }

# Before the template, whose settings name the application. Sets console_object, and adds settings.
find_console() {
  [ -n "$console" ] || return 0
  step 'Console'
  console_object=''
  if [ -n "$console_client_id" ]; then
    same "the application $console_client_id, as --console-client-id says"
  else
    register_console
  fi
  management_api=on
  settings+=('setting:SCIM_CONSOLE=on' "setting:SCIM_CONSOLE_ENTRA_TENANT=$directory" "setting:SCIM_CONSOLE_CLIENT_ID=$console_client_id")
}

# Sets console_client_id and console_object.
register_console() {
  local found
  found=$(azure ad app list --filter "displayName eq '$(console_name)'" --query '[].[id, appId]' --output tsv) || console_refused
  if [ "$(grep -c . <<<"$found")" -gt 1 ]; then
    fail "There are several applications \"$(console_name)\" in Entra. Delete all but one, or choose one with --console-client-id."
  fi
  if [ -n "$found" ]; then
    IFS=$'\t' read -r console_object console_client_id <<<"$found"
    same "the application \"$(console_name)\" is registered ($console_client_id)"
    return
  fi
  if [ -n "$what_if" ]; then
    would "register the application \"$(console_name)\" in Entra"
    # The settings have to name one.
    console_client_id=00000000-0000-0000-0000-000000000000
    return
  fi
  node "$here/lib/console.mjs" registration "$(console_name)" >"$work/registration.json"
  found=$(graph post applications --body "@$work/registration.json" --query '[id, appId]' --output tsv) || console_refused
  {
    read -r console_object
    read -r console_client_id
  } <<<"$found"
  did "the application \"$(console_name)\" is registered ($console_client_id)"
}

# graph <method> <path> <words…>: calls Microsoft Graph of the cloud that az is signed in to.
graph() {
  local method=$1 path=$2 address
  shift 2
  address=$(azure cloud show --query endpoints.microsoftGraphResourceId --output tsv) || return 1
  azure rest --method "$method" --url "${address%/}/v1.0/$path" --headers Content-Type=application/json "$@"
}

# After the template, when the address is known.
finish_console() {
  if [ -z "$console" ] || [ -n "$what_if" ]; then return; fi
  step 'Sign-in to the console'
  if [ -z "$console_object" ]; then
    same "the application needs the redirect URI $url/console, of a single-page application"
    return
  fi
  allow_return
  assign_roles || warn "Nobody has a role of the console yet: $(az_said)
    An administrator assigns one: Entra admin center, Enterprise applications, \"$(console_name)\", Users and groups."
}

# The address to which Entra sends people back.
allow_return() {
  local patch
  azure ad app show --id "$console_client_id" --output json >"$work/application.json" ||
    fail "The application can't be read: $(az_said)"
  patch=$(node "$here/lib/console.mjs" redirect "$url/console" <"$work/application.json")
  if [ -z "$patch" ]; then
    same "Entra sends people back to $url/console"
    return
  fi
  printf '%s' "$patch" >"$work/redirect.json"
  graph patch "applications/$console_object" --body "@$work/redirect.json" --output none ||
    fail "The redirect URI $url/console can't be added to the application: $(az_said)"
  did "Entra sends people back to $url/console"
}

# Who deploys becomes administrator of the console, unless somebody has a role already. False if Entra refuses that.
assign_roles() {
  local found principal required assigned
  found=$(find_principal) || return 1
  if [ -z "$found" ]; then
    wait_for 'waiting until Entra knows the application everywhere' make_principal || return 1
    found=$(find_principal) || return 1
  fi
  IFS=$'\t' read -r principal required <<<"$found"
  if [ "$required" != True ]; then
    # Without it everybody of the directory could get a token, which has no role.
    azure ad sp update --id "$principal" --set appRoleAssignmentRequired=true --output none || return 1
    did 'only people with a role of the console can sign in'
  fi
  assigned=$(graph get "servicePrincipals/$principal/appRoleAssignedTo" --query 'value[].id' --output tsv) || return 1
  if [ -n "$assigned" ]; then
    same 'somebody has a role of the console'
    return
  fi
  if [ "$deployer_type" = ServicePrincipal ]; then
    warn "Nobody has a role of the console yet. Assign one in the Entra admin center: Enterprise applications, \"$(console_name)\", Users and groups."
    return
  fi
  node "$here/lib/console.mjs" assignment "$principal" "$deployer_id" >"$work/assignment.json"
  graph post "servicePrincipals/$principal/appRoleAssignedTo" --body "@$work/assignment.json" --output none || return 1
  did "$user_name has the role Console.Admin. Assign others in the Entra admin center: Enterprise applications, \"$(console_name)\""
}

# The id, and whether it takes an assignment to sign in.
find_principal() { azure ad sp list --filter "appId eq '$console_client_id'" --query '[].[id, appRoleAssignmentRequired]' --output tsv; }

make_principal() { azure ad sp create --id "$console_client_id" --output none; }

console_refused() {
  fail "Entra does not let you register the application of the console: $(az_said)
Nothing was changed. Ask somebody who may; the role Application Developer is enough:
  1. Entra admin center, App registrations, New registration: \"$(console_name)\", accounts in this directory only,
     redirect URI: Single-page application, ${public_url:-https://$name.azurewebsites.net}/console
  2. Manifest: \"requestedAccessTokenVersion\": 2
  3. Expose an API: add a scope, of any name
  4. App roles for users and groups, with the values Console.Reader, Console.Support and Console.Admin
  5. Enterprise applications, the same name: Properties, Assignment required: yes; Users and groups: assign the roles
Then run this again with --console-client-id <Application (client) ID>.
For a console with management tokens only: --management-api on --setting SCIM_CONSOLE=on"
}
