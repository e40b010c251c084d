# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts read these
# What deploy.sh is asked for.

usage() {
  cat <<'TEXT'
Brings uniflow-scim into your Azure subscription. Run it again after a change, an update or an interruption.

  infra/deploy.sh --name NAME --location REGION [flags]

Where
  --name NAME              name of the function app, and so of its address: https://NAME.azurewebsites.net
  --location REGION        region, e.g. westeurope; one that has Flex Consumption
  --resource-group GROUP   by default rg-NAME; made where it is not there
  --subscription ID        by default the one that az is set to
  --deployer ID            object id that gets the roles for keys and tables; by default who is signed in

What
  --package FILE|URL       a released uniflow-scim.zip; by default it is built here
  --tenant TENANT          first tenant, made with a token that is shown once; by default "first"
  --no-tenant              make none
  --setting NAME=VALUE     a setting of docs/settings.md; may be repeated. Not for secrets
  --public-url URL         address under which clients reach it, where it has a domain of its own
  --management-api on|off  whether /manage is served; by default off
  --node 22|24             version of Node; by default 22
  --memory 512|2048|4096   MB of an instance; by default 2048
  --always-ready N         instances that are always there, and paid for; by default 0
  --maximum-instances N    by default 40
  --storage SKU            Standard_LRS (default), Standard_ZRS, Standard_GRS or Standard_GZRS
  --alert-email ADDRESS    who is told of alerts; by default nobody
  --no-purge-protection    let deleted keys be destroyed before their 90 days are over (for trials)

How
  --what-if                show what would change, and change nothing
  --help                   this text
TEXT
}

read_flags() {
  name='' location='' resource_group='' subscription='' deployer=''
  package='' tenant=first public_url='' management_api=off node_version=22 memory=2048 always_ready=0
  maximum_instances=40 storage_sku=Standard_LRS alert_email='' purge_protection=true what_if=no
  settings=()
  while [ $# -gt 0 ]; do
    case $1 in
      --name) name=$(value_of "$@") ;;
      --location) location=$(value_of "$@") ;;
      --resource-group) resource_group=$(value_of "$@") ;;
      --subscription) subscription=$(value_of "$@") ;;
      --deployer) deployer=$(value_of "$@") ;;
      --package) package=$(value_of "$@") ;;
      --tenant) tenant=$(value_of "$@") ;;
      --setting) settings+=("$(value_of "$@")") ;;
      --public-url) public_url=$(value_of "$@") ;;
      --management-api) management_api=$(value_of "$@") ;;
      --node) node_version=$(value_of "$@") ;;
      --memory) memory=$(value_of "$@") ;;
      --always-ready) always_ready=$(value_of "$@") ;;
      --maximum-instances) maximum_instances=$(value_of "$@") ;;
      --storage) storage_sku=$(value_of "$@") ;;
      --alert-email) alert_email=$(value_of "$@") ;;
      --no-tenant) tenant='' ; shift ; continue ;;
      --no-purge-protection) purge_protection=false ; shift ; continue ;;
      --what-if) what_if=yes ; shift ; continue ;;
      --help | -h) usage ; exit 0 ;;
      *) wrong "There is no flag $1. infra/deploy.sh --help lists them." ;;
    esac
    shift 2
  done
  ask_for name --name 'Name of the function app (part of its address)'
  ask_for location --location 'Region, e.g. westeurope'
  : "${resource_group:=rg-$name}"
  check_flags
}

# ask_for VARIABLE FLAG QUESTION: at a terminal only. A script that forgot a flag must not hang.
ask_for() {
  if [ -n "${!1}" ]; then return; fi
  if [ ! -t 0 ]; then wrong "$2 is missing. infra/deploy.sh --help lists all flags."; fi
  read -r -p "$3: " "${1?}"
  if [ -z "${!1}" ]; then wrong "$2 is missing."; fi
}

check_flags() {
  must_match --name "$name" '^[A-Za-z0-9]([A-Za-z0-9-]{1,38})[A-Za-z0-9]$' '3 to 40 letters, digits and hyphens, no hyphen at either end'
  must_match --tenant "${tenant:-none}" '^[a-z0-9][a-z0-9-]*$' 'lower-case letters, digits and hyphens'
  must_match --management-api "$management_api" '^(on|off)$' 'on or off'
  must_match --node "$node_version" '^(22|24)$' '22 or 24'
  must_match --memory "$memory" '^(512|2048|4096)$' '512, 2048 or 4096'
  must_match --always-ready "$always_ready" '^[0-9]{1,2}$' 'a number'
  must_match --maximum-instances "$maximum_instances" '^[1-9][0-9]{0,3}$' 'a number from 1 to 1000'
  if [ "$always_ready" -gt "$maximum_instances" ]; then wrong '--always-ready is more than --maximum-instances.'; fi
  must_match --storage "$storage_sku" '^Standard_(LRS|ZRS|GRS|GZRS)$' 'Standard_LRS, Standard_ZRS, Standard_GRS or Standard_GZRS'
  must_match --public-url "${public_url:-https://x}" '^https://[^/]+$' 'an address without a path that begins with https://'
  for setting in ${settings[@]+"${settings[@]}"}; do
    must_match --setting "${setting%%=*}" '^SCIM_[A-Z_]+$' 'NAME=VALUE with a name of docs/settings.md'
    case $setting in
      SCIM_SEALING_KEYS=* | SCIM_SIGNING_KEYS=* | *CONNECTION_STRING=*) wrong "--setting ${setting%%=*} would put a secret on the command line. It stands in the key vault." ;;
      SCIM_STORAGE_ACCOUNT_URL=* | SCIM_PUBLIC_URL=* | SCIM_MANAGEMENT_API=*) wrong "--setting ${setting%%=*} is set by deploy.sh; for the last two there are flags." ;;
    esac
  done
}

# must_match FLAG VALUE PATTERN WORDS
must_match() {
  if ! [[ $2 =~ $3 ]]; then wrong "$1 is $4."; fi
}
