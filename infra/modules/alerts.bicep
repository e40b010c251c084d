// What somebody should be told of. Requests are counted with itemCount, so that sampling hides none.
import { Tags } from 'types.bicep'

param name string
param location string
param tags Tags
param insightsId string
param storageId string
param email string
@description('Whether the people of tenants sign in.')
param singleSignOn bool

// The runs of timers are among the requests too, with the code 0, and so are the host's own pings under /admin/.
var logAlerts = [
  {
    id: 'server-errors'
    title: 'Requests fail with 5xx'
    description: 'More than 5 requests of 5 minutes failed with 5xx. Look into the exceptions of Application Insights, and at the health of storage.'
    severity: 1
    query: 'requests | where url !has "/admin/" | where toint(resultCode) >= 500 | summarize value = sum(itemCount)'
    threshold: 5
  }
  {
    id: 'refused-credentials'
    title: 'A storm of wrong credentials'
    description: 'More than 100 requests of 5 minutes had no valid credential (401). A token has expired or was mistyped at a customer, or somebody guesses.'
    severity: 2
    query: 'requests | where url !has "/admin/" | where resultCode == "401" | summarize value = sum(itemCount)'
    threshold: 100
  }
  {
    id: 'latency'
    title: 'Requests are slow'
    description: 'Of the requests of 5 minutes, at least 20, one in twenty took longer than 3 seconds. Look at the latency of storage, and whether always-ready instances would help.'
    severity: 3
    query: 'requests | where url !has "/admin/" | where resultCode != "0" | summarize value = iff(sum(itemCount) >= 20, percentile(duration, 95), 0.0)'
    threshold: 3000
  }
  {
    id: 'throttled'
    title: 'Requests are throttled'
    description: 'More than 200 requests of 5 minutes were answered 429. A tenant sends more than its limit, or many wrong credentials: the log says which.'
    severity: 3
    query: 'requests | where url !has "/admin/" | where resultCode == "429" | summarize value = sum(itemCount)'
    threshold: 200
  }
  {
    id: 'does-not-start'
    title: 'The service does not start'
    description: 'A setting is missing or wrong, or a key could not be read from the vault. The message names the setting: it is that of the event "notConfigured", or begins with "Worker was unable to load entry point".'
    severity: 0
    query: 'union traces, exceptions | where message has "notConfigured" or message has "unable to load entry point" or outerMessage has "unable to load entry point" | summarize value = count()'
    threshold: 0
  }
]

// Where nobody can sign in, the rule would cost and never fire.
var signInAlerts = [
  {
    id: 'refused-sign-ins'
    title: 'A storm of refused sign-ins'
    description: 'More than 50 sign-ins of 5 minutes were refused. A certificate or setting of a directory has changed, or somebody tries: the provisioning log of the tenant says why.'
    severity: 2
    query: 'requests | where url has "/wsfed" | where resultCode in ("403", "429") | summarize value = sum(itemCount)'
    threshold: 50
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: take(name, 12)
    enabled: true
    emailReceivers: [
      {
        name: 'operator'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logRules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in (singleSignOn ? concat(logAlerts, signInAlerts) : logAlerts): {
    name: '${name}-${alert.id}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${name}: ${alert.title}'
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT5M'
      // Before the first request there is no table yet that a query could be checked against.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: alert.query
            metricMeasureColumn: 'value'
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: alert.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: empty(email) ? [] : [group.id]
      }
    }
  }
]

resource storageRule 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${name}-storage-errors'
  location: 'global'
  tags: tags
  properties: {
    description: 'Table Storage failed or throttled more than 20 calls of one kind in 5 minutes. The service repeats them; if it lasts, look at the status of Azure and at the size of the tenants.'
    severity: 2
    enabled: true
    scopes: ['${storageId}/tableServices/default']
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'errors'
          metricNamespace: 'Microsoft.Storage/storageAccounts/tableServices'
          metricName: 'Transactions'
          timeAggregation: 'Total'
          skipMetricValidation: true
          operator: 'GreaterThan'
          threshold: 20
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              // A conflict or a user that is not there is a ClientOtherError, and daily business.
              values: [
                'ServerBusyError'
                'ServerTimeoutError'
                'ServerOtherError'
                'ClientThrottlingError'
                'ClientAccountRequestThrottlingError'
                'ClientAccountBandwidthThrottlingError'
                'AuthorizationError'
                'NetworkError'
              ]
            }
          ]
        }
      ]
    }
    actions: empty(email)
      ? []
      : [
          {
            actionGroupId: group.id
          }
        ]
  }
}
