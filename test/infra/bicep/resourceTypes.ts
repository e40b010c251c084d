/** A resource type in one API version: which properties infra/ may set, and which must be set. */
export interface ResourceType {
  readonly version: string;
  readonly required: readonly string[];
  /** Paths; `[]` stands for the items of a list, `*` at the end for whatever is below. Required ones need not be repeated. */
  readonly optional: readonly string[];
}

const always = ['name', 'parent', 'scope', 'tags.*'];

function resourceType(version: string, required: string, optional = ''): ResourceType {
  const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
  return { version, required: words(required), optional: [...always, ...words(optional)] };
}

/**
 * The resource types of infra/, as the reference of Azure has them: learn.microsoft.com/azure/templates/<type>/<version>, which is
 * made from the same definitions as the compiler's own (github.com/Azure/bicep-types-az, generated/<provider>/<type>/<version>).
 * It has far more properties; whoever needs one looks it up there and adds it here.
 */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'Microsoft.Authorization/roleAssignments': resourceType(
    '2022-04-01',
    'name properties.principalId properties.roleDefinitionId',
    'properties.principalType properties.description',
  ),
  'Microsoft.Insights/actionGroups': resourceType(
    '2023-01-01',
    'location properties.enabled properties.groupShortName',
    `properties.emailReceivers[].name properties.emailReceivers[].emailAddress
     properties.emailReceivers[].useCommonAlertSchema`,
  ),
  'Microsoft.Insights/components': resourceType(
    '2020-02-02',
    'location kind',
    `properties.Application_Type properties.WorkspaceResourceId properties.DisableIpMasking properties.DisableLocalAuth
     properties.IngestionMode properties.RetentionInDays properties.SamplingPercentage`,
  ),
  'Microsoft.Insights/diagnosticSettings': resourceType(
    '2021-05-01-preview',
    'name properties.workspaceId',
    `properties.logs[].category properties.logs[].categoryGroup properties.logs[].enabled properties.metrics[].category
     properties.metrics[].enabled properties.logAnalyticsDestinationType`,
  ),
  'Microsoft.Insights/metricAlerts': resourceType(
    '2018-03-01',
    `location properties.severity properties.enabled properties.scopes properties.evaluationFrequency
     properties.windowSize properties.criteria`,
    `properties.description properties.autoMitigate properties.criteria.odata.type
     properties.criteria.allOf[].criterionType properties.criteria.allOf[].name
     properties.criteria.allOf[].metricNamespace properties.criteria.allOf[].metricName
     properties.criteria.allOf[].timeAggregation properties.criteria.allOf[].operator
     properties.criteria.allOf[].skipMetricValidation
     properties.criteria.allOf[].threshold properties.criteria.allOf[].dimensions[].name
     properties.criteria.allOf[].dimensions[].operator properties.criteria.allOf[].dimensions[].values
     properties.actions[].actionGroupId`,
  ),
  'Microsoft.Insights/scheduledQueryRules': resourceType(
    '2023-12-01',
    `location properties.scopes properties.severity properties.evaluationFrequency properties.windowSize
     properties.criteria.allOf`,
    `kind properties.displayName properties.description properties.enabled properties.skipQueryValidation
     properties.autoMitigate properties.muteActionsDuration properties.criteria.allOf[].query
     properties.criteria.allOf[].metricMeasureColumn properties.criteria.allOf[].timeAggregation
     properties.criteria.allOf[].operator properties.criteria.allOf[].threshold
     properties.criteria.allOf[].failingPeriods.numberOfEvaluationPeriods
     properties.criteria.allOf[].failingPeriods.minFailingPeriodsToAlert properties.actions.actionGroups`,
  ),
  'Microsoft.Insights/workbooks': resourceType(
    '2023-06-01',
    'location kind properties.category properties.displayName properties.serializedData',
    'properties.sourceId properties.version properties.description',
  ),
  'Microsoft.KeyVault/vaults': resourceType(
    '2023-07-01',
    'location properties.tenantId properties.sku.family properties.sku.name',
    `properties.enableRbacAuthorization properties.enableSoftDelete properties.softDeleteRetentionInDays
     properties.enablePurgeProtection properties.publicNetworkAccess`,
  ),
  'Microsoft.ManagedIdentity/userAssignedIdentities': resourceType('2023-01-31', 'location'),
  'Microsoft.OperationalInsights/workspaces': resourceType(
    '2023-09-01',
    'location',
    'properties.sku.name properties.retentionInDays properties.workspaceCapping.dailyQuotaGb',
  ),
  'Microsoft.Storage/storageAccounts': resourceType(
    '2023-05-01',
    'location kind sku.name',
    `properties.allowSharedKeyAccess properties.allowBlobPublicAccess properties.allowCrossTenantReplication
     properties.defaultToOAuthAuthentication properties.minimumTlsVersion properties.supportsHttpsTrafficOnly
     properties.publicNetworkAccess`,
  ),
  'Microsoft.Storage/storageAccounts/blobServices': resourceType('2023-05-01', 'name parent'),
  'Microsoft.Storage/storageAccounts/blobServices/containers': resourceType(
    '2023-05-01',
    'name parent',
    'properties.publicAccess',
  ),
  'Microsoft.Web/serverfarms': resourceType(
    '2024-04-01',
    'location',
    'kind sku.name sku.tier properties.reserved properties.zoneRedundant',
  ),
  'Microsoft.Web/sites': resourceType(
    '2024-04-01',
    `location kind properties.serverFarmId properties.functionAppConfig.deployment.storage.type
     properties.functionAppConfig.deployment.storage.value
     properties.functionAppConfig.deployment.storage.authentication.type
     properties.functionAppConfig.runtime.name properties.functionAppConfig.runtime.version
     properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB
     properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount`,
    `identity.type identity.userAssignedIdentities.* properties.httpsOnly properties.keyVaultReferenceIdentity
     properties.siteConfig.minTlsVersion properties.siteConfig.scmMinTlsVersion
     properties.siteConfig.http20Enabled
     properties.functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId
     properties.functionAppConfig.scaleAndConcurrency.alwaysReady[].name
     properties.functionAppConfig.scaleAndConcurrency.alwaysReady[].instanceCount`,
  ),
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': resourceType(
    '2024-04-01',
    'name parent properties.allow',
  ),
  'Microsoft.Web/sites/config': resourceType('2024-04-01', 'name parent properties', 'properties.*'),
};
