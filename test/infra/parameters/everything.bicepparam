// Everything chosen: a name of full length, an address of its own, the older Node, no purge protection.
using '../../../infra/main.bicep'

param name = 'contoso-managed-print-services-emea-0001'
param location = 'northeurope'
param deployerPrincipalId = '22222222-2222-2222-2222-222222222222'
param deployerPrincipalType = 'ServicePrincipal'
param nodeVersion = '22'
param instanceMemory = 4096
param alwaysReadyInstances = 2
param maximumInstances = 100
param storageSku = 'Standard_GZRS'
param publicUrl = 'https://scim.example.com'
param managementApi = 'on'
param alertEmail = 'operator@example.com'
param purgeProtection = false
param settings = {
  SCIM_LOG_RETENTION_DAYS: '365'
  SCIM_SINGLE_SIGN_ON: 'on'
  // One of the template's own: it must win.
  SCIM_STORAGE_ACCOUNT_URL: 'https://elsewhere.example.com'
}
