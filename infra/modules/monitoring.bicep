// Where requests, logs and metrics go. A cap on what comes in a day bounds what a storm of requests can cost; once it is
// reached, the alerts on requests are blind until the next day.
import { Tags } from 'types.bicep'

param name string
param insightsName string
param location string
param tags Tags

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
    workspaceCapping: {
      dailyQuotaGb: 5
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // Addresses of clients are personal data: they are not kept.
    DisableIpMasking: false
  }
}

// What an operator wants to see at a glance.
resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insights.id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'uniflow-scim: ${name}'
    category: 'workbook'
    sourceId: insights.id
    // Its queries are about this very component.
    serializedData: replace(loadTextContent('../workbook.json'), '"azure monitor"', '"${insights.id}"')
  }
}

output insightsId string = insights.id
output workspaceId string = workspace.id
