// What deploy.sh gives by default.
using '../../../infra/main.bicep'

param name = 'contoso-print-scim'
param deployerPrincipalId = '11111111-1111-1111-1111-111111111111'
param alertEmail = 'operator@example.com'
param fingerprint = 'f1'
