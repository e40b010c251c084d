# shellcheck shell=bash
# The settings that a person adds to those of the template.

# add_setting <name=value>: adds it to the array "settings".
add_setting() {
  case $1 in
    SCIM_SEALING_KEYS=* | SCIM_SIGNING_KEYS=* | SCIM_STORAGE_*=* | AzureWebJobsStorage* | APPLICATIONINSIGHTS_* | AZURE_CLIENT_ID=* | AZURE_TOKEN_CREDENTIALS=*)
      refuse "${1%%=*} is the template's own, and a secret must not be on a command line." ;;
    FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=*) refuse "${1%%=*} is the template's own." ;;
    SCIM_PUBLIC_URL=* | SCIM_MANAGEMENT_API=*) refuse "${1%%=*} has a flag of its own: see --help." ;;
    FUNCTIONS_*=* | WEBSITE_RUN_FROM_PACKAGE=*) refuse "Flex Consumption refuses the setting ${1%%=*}." ;;
    OTEL_*=*) check_telemetry_setting "${1%%=*}" "${1#*=}"; settings+=("setting:$1") ;;
    [A-Za-z_]*=*) settings+=("setting:$1") ;;
    *) refuse '--setting needs a name and a value: --setting SCIM_PIN_LENGTH=6' ;;
  esac
}

# check_telemetry_setting <name> <value>: the Functions host reads these itself, and does not start if it can't: every path
# is then 503. The value may be a secret, so the sentence never has it.
check_telemetry_setting() {
  local header='[A-Za-z0-9!#$%&*+.^_|~-]+=[^,]+' reference='^@Microsoft\.KeyVault\(.+\)$'
  if [[ $2 =~ $reference ]]; then return; fi
  case $1 in
    OTEL_EXPORTER_OTLP_*HEADERS)
      [[ $2 =~ ^\ *$header(\ *,\ *$header)*\ *$ ]] ||
        refuse "$1 has the form name=value,name=value, or is a reference to Key Vault. With anything else the Functions host does not start." ;;
    OTEL_EXPORTER_OTLP_*ENDPOINT)
      [[ $2 =~ ^https?://[^/[:space:]]+(/[^[:space:]]*)?$ ]] ||
        refuse "$1 is an address that begins with https:// or http://." ;;
    OTEL_EXPORTER_OTLP_*PROTOCOL)
      [[ $2 =~ ^(grpc|http/protobuf)$ ]] || refuse "$1 is grpc or http/protobuf." ;;
  esac
}
