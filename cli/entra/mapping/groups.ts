/** How Entra maps groups by default, in the form of a job's schema. */
export const groupMapping = {
  name: 'Provision Microsoft Entra ID Groups',
  enabled: true,
  flowTypes: 'Add, Update, Delete',
  sourceObjectName: 'Group',
  targetObjectName: 'Group',
  scope: null,
  attributeMappings: [
    row('displayName', 'displayName', 1),
    row('externalId', 'objectId', 0),
    row('members', 'members', 0),
  ],
};

function row(targetAttributeName: string, name: string, matchingPriority: number) {
  return {
    targetAttributeName,
    source: { type: 'Attribute', expression: `[${name}]`, name, parameters: [] },
    defaultValue: null,
    exportMissingReferences: false,
    flowBehavior: 'FlowWhenChanged',
    flowType: 'Always',
    matchingPriority,
  };
}
