// Merges the attributes and the mapping of schema.json into a job's schema.

const extension = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User:';

/** Target attributes whose source the customer chooses; without a source they are not mapped. */
export const chosenTargets = {
  card: `${extension}cardNumber`,
  pin: `${extension}pin`,
  code: `${extension}cardRegistrationCode`,
};

/**
 * The job's schema with ours merged in. Equal parts, rows for other targets, scoping filters and all else in the job
 * stay unchanged; groups are turned off.
 *
 * @param chosen the source attributes of `card`, `pin` and `code`, if they are mapped
 */
export function mergeSchema(current, ours, chosen) {
  const [ourRule] = ours.synchronizationRules;
  const [ourUsers] = ourRule.objectMappings;
  const rule = current.synchronizationRules.find((one) => one.objectMappings.some(isOfUsers));
  if (rule === undefined) return undefined;
  const users = rule.objectMappings.find(isOfUsers);
  const rows = ourUsers.attributeMappings.flatMap((row) => rowFor(row, chosen));
  return {
    ...current,
    directories: current.directories
      .map((one) => withAttributes(one, rule.sourceDirectoryName, users.sourceObjectName, sourcesOf(rows)))
      .map((one) =>
        withAttributes(one, rule.targetDirectoryName, users.targetObjectName, targetsOf(ours, ourRule)),
      ),
    synchronizationRules: current.synchronizationRules.map((one) => ({
      ...one,
      objectMappings: one.objectMappings.map((mapping) => {
        if (mapping === users)
          return { ...mapping, enabled: true, attributeMappings: mergeRows(users.attributeMappings, rows) };
        return mapping.sourceObjectName === 'Group' ? { ...mapping, enabled: false } : mapping;
      }),
    })),
  };
}

const isOfUsers = ({ sourceObjectName }) => sourceObjectName === 'User';

/** Our row with the source that the customer has chosen; undefined if a source is needed and none was chosen. */
function rowFor(row, chosen) {
  const kind = Object.keys(chosenTargets).find((name) => chosenTargets[name] === row.targetAttributeName);
  if (kind === undefined) return [row];
  const source = chosen[kind];
  return source === undefined ? [] : [{ ...row, source: renamed(row.source, source) }];
}

/** The source with another attribute: `[x]` or `Redact([x])`. */
function renamed(source, name) {
  const expression = source.expression.replace(/\[\w+\]/, `[${name}]`);
  if (source.type === 'Attribute') return { ...source, name, expression };
  return {
    ...source,
    expression,
    parameters: source.parameters.map(({ key, value }) => ({ key, value: renamed(value, name) })),
  };
}

function mergeRows(existing, rows) {
  const kept = existing.map((row) => {
    const own = rows.find((one) => one.targetAttributeName === row.targetAttributeName);
    return own === undefined ? withoutMatching(row) : sameRow(own, row) ? row : own;
  });
  const known = existing.map((row) => row.targetAttributeName);
  return [...kept, ...rows.filter((row) => !known.includes(row.targetAttributeName))];
}

/** A row without its matching priority: two rows with the same priority would be refused, so ours alone sets it. */
function withoutMatching(row) {
  return row.matchingPriority === 0 ? row : { ...row, matchingPriority: 0 };
}

function sameRow(one, other) {
  return (
    one.source?.expression === other.source?.expression &&
    one.matchingPriority === other.matchingPriority &&
    one.flowType === other.flowType
  );
}

function withAttributes(directory, directoryName, objectName, definitions) {
  if (directory.name !== directoryName) return directory;
  return {
    ...directory,
    objects: directory.objects.map((object) => {
      if (object.name !== objectName) return object;
      const known = object.attributes.map(({ name }) => name);
      return {
        ...object,
        attributes: [...object.attributes, ...definitions.filter(({ name }) => !known.includes(name))],
      };
    }),
  };
}

/** Definitions of the directory's attributes that the rows read. */
function sourcesOf(rows) {
  const names = new Set(rows.flatMap(({ source }) => attributesOf(source)));
  return [...names].map((name) => ({ ...plainAttribute, name }));
}

function attributesOf(source) {
  return source.type === 'Attribute'
    ? [source.name]
    : source.parameters.flatMap(({ value }) => attributesOf(value));
}

function targetsOf(ours, { targetDirectoryName }) {
  return ours.directories.find(({ name }) => name === targetDirectoryName).objects[0].attributes;
}

const plainAttribute = {
  type: 'String',
  anchor: false,
  required: false,
  caseExact: false,
  multivalued: false,
  mutability: 'ReadWrite',
  defaultValue: null,
  metadata: [],
  referencedObjects: [],
};
