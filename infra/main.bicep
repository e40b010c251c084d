// Everything that one deployment of uniflow-scim needs, in one resource group. Applied by deploy.sh, or by azd.
// "npm run check:infra" compiles, lints and evaluates it.
targetScope = 'resourceGroup'

import { Settings } from 'modules/types.bicep'

@description('Name of the function app, and so of its address; the other resources are named after it. Letters, digits and hyphens, and no hyphen at either end.')
@minLength(3)
@maxLength(40)
param name string

@description('Region of all resources. It must have Flex Consumption: az functionapp list-flexconsumption-locations.')
param location string = resourceGroup().location

@description('Object id of who deploys: may write tenants, keys and packages. Nobody where it is empty.')
param deployerPrincipalId string = ''

@description('What the deployer is.')
@allowed(['User', 'ServicePrincipal', 'Group'])
param deployerPrincipalType string = 'User'

@description('Major version of Node. 22 is supported until April 2027.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('Memory of an instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemory int = 2048

@description('Instances that are always there and paid for: 0 starts one when a request comes.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Instances that there are at most.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('How often data is kept: LRS in one building, ZRS in three of a region, GRS in two regions.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Address under which clients reach the service, without a path, where it is not that of the function app.')
param publicUrl string = ''

@description('Whether /manage is served.')
@allowed(['on', 'off'])
param managementApi string = 'off'

@description('Further settings of the service (docs/settings.md), by name. Nothing secret: it would stand in the history of deployments.')
param settings Settings = {}

@description('Who is told of alerts. Nobody where it is empty: alerts are then seen in the portal.')
param alertEmail string = ''

@description('Whether nobody, not even an owner, can destroy deleted keys before their 90 days are over.')
param purgeProtection bool = true

@description('What deploy.sh knows this state of template and parameters by.')
param fingerprint string = ''

var suffix = uniqueString(resourceGroup().id, name)
var insightsName = 'appi-${name}'
var tags = {
  'uniflow-scim': name
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    name: name
    insightsName: insightsName
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    // 3 to 24 lower-case letters and digits. The suffix (13) is never cut: it makes the name unique.
    name: 'st${take(toLower(replace(name, '-', '')), 9)}${suffix}'
    location: location
    tags: tags
    sku: storageSku
    // The names of its role assignments are made of it: made of the identity's id, those of older deployments would be
    // assigned a second time, which Azure refuses.
    #disable-next-line what-if-short-circuiting
    servicePrincipalId: identity.properties.principalId
    deployerPrincipalId: deployerPrincipalId
    deployerPrincipalType: deployerPrincipalType
  }
}

module vault 'modules/vault.bicep' = {
  params: {
    // 3 to 24 characters, which end with a letter or digit, and no two hyphens in a row.
    name: 'kv-${take(replace(name, '-', ''), 7)}-${suffix}'
    location: location
    tags: tags
    purgeProtection: purgeProtection
    workspaceId: monitoring.outputs.workspaceId
    // The names of its role assignments are made of it: made of the identity's id, those of older deployments would be
    // assigned a second time, which Azure refuses.
    #disable-next-line what-if-short-circuiting
    servicePrincipalId: identity.properties.principalId
    deployerPrincipalId: deployerPrincipalId
    deployerPrincipalType: deployerPrincipalType
  }
}

module app 'modules/functionApp.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageName: storage.outputs.name
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    tableEndpoint: storage.outputs.tableEndpoint
    vaultUri: vault.outputs.uri
    // It is there by then: the vault's address comes from a module that waits for it.
    insightsName: insightsName
    nodeVersion: nodeVersion
    instanceMemory: instanceMemory
    alwaysReadyInstances: alwaysReadyInstances
    maximumInstances: maximumInstances
    publicUrl: publicUrl
    managementApi: managementApi
    settings: settings
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    insightsId: monitoring.outputs.insightsId
    storageId: storage.outputs.id
    email: alertEmail
    singleSignOn: settings.?SCIM_SINGLE_SIGN_ON == 'on'
  }
}

output functionAppName string = app.outputs.name
output functionAppId string = app.outputs.id
output url string = app.outputs.url
output storageAccountName string = storage.outputs.name
output tableEndpoint string = storage.outputs.tableEndpoint
output keyVaultName string = vault.outputs.name
output insightsName string = insightsName
output fingerprint string = fingerprint
