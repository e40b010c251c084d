# shellcheck shell=bash
# The flags of deploy.sh, and the variables that its steps share.

usage() {
  cat <<'END'
Deploys uniflow-scim to Azure, and prints a tenant URL and, once, its secret token.
A later run changes only what differs. After an interruption, run the same command again.

  infra/deploy.sh --name <name> --location <region> [flags]

Where
  --name <name>             name of the function app and of its address: 3 to 40 lower-case letters,
                            digits and hyphens, unique in Azure
  --location <region>       such as westeurope; required if the resource group does not exist
  --resource-group <group>  by default rg-<name>; created if it does not exist
  --subscription <id>       by default the one that az has selected
What
  --tenant <name>           the tenant to make and to test (first)
  --package <file or URL>   a built zip; by default npm builds it here
  --node <22|24>            (24)      --memory <512|2048|4096>   MB of an instance (2048)
  --always-ready <number>   instances that always run; you pay for each (0)
  --max-instances <number>  (40)      --storage-sku <sku>        (Standard_LRS)
  --public-url <url>        address for clients, if it is not that of the function app
  --management-api <on|off> serve /manage (off)
  --console                 serve the web console, and /manage; operators sign in with Entra
  --console-client-id <id>  their application in Entra; by default this makes it
  --setting <name=value>    a setting of docs/settings.md that is not secret; may be repeated
  --alert-email <address>   recipient of alerts
  --no-purge-protection     allow to destroy deleted keys before 90 days are over
Who
  --deployer-object-id <id>, --deployer-type <User|ServicePrincipal|Group>
                            may write keys and tenants; by default the account that is signed in
How
  --what-if                 show what would change, and change nothing
  --force                   apply the template even if nothing differs
  --refresh-keys            let the app read its keys again after you changed them in Key Vault
  --wait-minutes <number>   longest wait for a role or the app (15)
  --poll-seconds <number>   time between two checks while waiting (10)
  --help
END
}

name='' location='' group='' subscription='' tenant=first package='' node_version=24 memory=2048 always_ready=0
max_instances=40 storage_sku=Standard_LRS public_url='' management_api=off console='' console_client_id='' alert_email='' purge_protection=true
deployer_id='' deployer_type=User what_if='' force='' refresh_keys='' wait_minutes=15 poll_seconds=10 settings=()
state='' app_name='' app_id='' url='' table_endpoint='' vault_name='' new_token='' answered=nothing
directory='' console_object=''

# read_flags <words…>
read_flags() {
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --what-if) what_if=yes; shift; continue ;;
      --force) force=yes; shift; continue ;;
      --refresh-keys) refresh_keys=yes; shift; continue ;;
      --console) console=yes; shift; continue ;;
      --no-purge-protection) purge_protection=false; shift; continue ;;
      --*) ;;
      *) refuse "\"$1\" is no flag." ;;
    esac
    [ $# -gt 1 ] || refuse "$1 is unknown, or its value is missing."
    case $1 in
      --name) name=$2 ;;
      --location) location=$2 ;;
      --resource-group) group=$2 ;;
      --subscription) subscription=$2 ;;
      --tenant) tenant=$2 ;;
      --package) package=$2 ;;
      --node) node_version=$2 ;;
      --memory) memory=$2 ;;
      --always-ready) always_ready=$2 ;;
      --max-instances) max_instances=$2 ;;
      --storage-sku) storage_sku=$2 ;;
      --public-url) public_url=$2 ;;
      --management-api) management_api=$2 ;;
      --console-client-id) console=yes console_client_id=$(printf '%s' "$2" | tr '[:upper:]' '[:lower:]') ;;
      --setting) add_setting "$2" ;;
      --alert-email) alert_email=$2 ;;
      --deployer-object-id) deployer_id=$2 ;;
      --deployer-type) deployer_type=$2 ;;
      --wait-minutes) wait_minutes=$2 ;;
      --poll-seconds) poll_seconds=$2 ;;
      *) refuse "There is no flag $1." ;;
    esac
    shift 2
  done
  check_flags
}

# one_of <flag> <value> <pattern> <words>
one_of() { [[ $2 =~ ^($3)$ ]] || refuse "$1 is $4, and not \"$2\"."; }

check_flags() {
  if [ -z "$name" ] && at_terminal; then name=$(ask 'Name of the function app:'); fi
  [ -n "$name" ] || refuse 'Say with --name how the function app is to be called.'
  [[ $name =~ ^[a-z][a-z0-9-]{1,38}[a-z0-9]$ ]] || refuse '--name has 3 to 40 lower-case letters, digits and hyphens.'
  [[ $tenant =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] || refuse '--tenant has lower-case letters, digits and hyphens.'
  group=${group:-rg-$name}
  location=$(printf '%s' "$location" | tr -d ' ' | tr '[:upper:]' '[:lower:]')
  public_url=${public_url%/}

  one_of --node "$node_version" '22|24' '22 or 24'
  one_of --memory "$memory" '512|2048|4096' '512, 2048 or 4096'
  one_of --always-ready "$always_ready" '[0-9]{1,2}' 'a number from 0 to 20'
  one_of --max-instances "$max_instances" '[1-9][0-9]{0,3}' 'a number from 1 to 1000'
  one_of --storage-sku "$storage_sku" 'Standard_(LRS|ZRS|GRS|GZRS)' 'Standard_LRS, Standard_ZRS, Standard_GRS or Standard_GZRS'
  one_of --management-api "$management_api" 'on|off' 'on or off'
  one_of --console-client-id "$console_client_id" '([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})?' 'the application (client) id, a GUID'
  one_of --public-url "$public_url" '(https://[^/]+)?' 'an address without a path that begins with https://'
  one_of --deployer-type "$deployer_type" 'User|ServicePrincipal|Group' 'User, ServicePrincipal or Group'
  one_of --wait-minutes "$wait_minutes" '[0-9]{1,4}' 'a number of minutes'
  one_of --poll-seconds "$poll_seconds" '[0-9]{1,4}' 'a number of seconds'
  [ "$always_ready" -le "$max_instances" ] || refuse '--always-ready is more than --max-instances.'
}
