// The function app on Flex Consumption, and its settings.
import { Tags, Settings } from 'types.bicep'

param name string
param location string
param tags Tags
param identityId string
param identityClientId string
param storageName string
param deploymentContainerUrl string
param tableEndpoint string
param vaultUri string
param insightsName string
param nodeVersion string
param instanceMemory int
param alwaysReadyInstances int
param maximumInstances int
param publicUrl string
param managementApi string
param settings Settings

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd finds the app by the second one.
  tags: union(tags, {
    'azd-service-name': 'scim'
  })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // References to Key Vault are read as the identity above: by default they would be as one that the app does not have.
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : [
              {
                name: 'http'
                instanceCount: alwaysReadyInstances
              }
            ]
      }
      runtime: {
        name: 'node'
        version: nodeVersion
      }
    }
  }
}

// Of their own, because they say the app's address. They replace all settings that the app had. Flex Consumption refuses
// FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_EXTENSION_VERSION and WEBSITE_RUN_FROM_PACKAGE.
resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(settings, {
    AzureWebJobsStorage__accountName: storageName
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
    // The host holds a body whole before any function looks at the credential: eight of its default of 100 MB fill an instance.
    FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '4194304'
    AZURE_CLIENT_ID: identityClientId
    // The one way in which the app signs in: no other one is tried first, at every cold start.
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'
    SCIM_STORAGE_ACCOUNT_URL: tableEndpoint
    // Without a version: a new one is noticed within 24 hours, or at once when a setting changes or the references are refreshed.
    SCIM_SEALING_KEYS: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/scim-sealing-keys)'
    SCIM_SIGNING_KEYS: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/scim-signing-keys)'
    SCIM_PUBLIC_URL: empty(publicUrl) ? 'https://${app.properties.defaultHostName}' : publicUrl
    SCIM_MANAGEMENT_API: managementApi
  })
}

// Nobody publishes with a password: whoever does signs in.
resource noPasswordScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource noPasswordFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

output id string = app.id
output name string = app.name
output url string = empty(publicUrl) ? 'https://${app.properties.defaultHostName}' : publicUrl
