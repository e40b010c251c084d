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
 * stay unchanged.
 *
 * @param chosen the source attributes of `card`, `pin` and `code`, if they are mapped
 * @param groups whether groups are provisioned; if not, their mapping is turned off
 * @returns undefined if the job has no mapping of users
 */
export function mergeSchema(current, ours, chosen, groups) {
  const indexOf = (kind) =>
    current.synchronizationRules.findIndex(({ objectMappings }) => objectMappings.some(isOf(kind)));
  const users = indexOf('User');
  if (users < 0) return undefined;
  const ruleFor = (kind) => (indexOf(kind) < 0 ? users : indexOf(kind));
  return ours.synchronizationRules[0].objectMappings
    .filter(({ sourceObjectName }) => groups || sourceObjectName === 'User')
    .reduce(
      (schema, own) => withMapping(schema, ruleFor(own.sourceObjectName), own, ours, chosen),
      groups ? current : withoutGroups(current),
    );
}

const isOf =
  (kind) =>
  ({ sourceObjectName }) =>
    sourceObjectName === kind;

function withoutGroups(schema) {
  const off = (mapping) => (isOf('Group')(mapping) ? { ...mapping, enabled: false } : mapping);
  return { ...schema, synchronizationRules: schema.synchronizationRules.map(mappings(off)) };
}

const mappings = (change) => (rule) => ({ ...rule, objectMappings: rule.objectMappings.map(change) });

/** The schema with one of our mappings merged into a rule, and with the attributes that it names. */
function withMapping(schema, index, own, ours, chosen) {
  const rule = schema.synchronizationRules[index];
  const theirs = rule.objectMappings.find(isOf(own.sourceObjectName));
  const rows = own.attributeMappings.flatMap((row) => rowFor(row, chosen));
  const merged =
    theirs === undefined
      ? { ...own, attributeMappings: rows }
      : { ...theirs, enabled: true, attributeMappings: mergeRows(theirs.attributeMappings, rows) };
  const [source, target] = ours.directories.map(({ objects }) =>
    objects.find(({ name }) => name === own.sourceObjectName),
  );
  const sources = sourcesOf(rows).map(
    (name) => source.attributes.find((one) => one.name === name) ?? { ...plainAttribute, name },
  );
  return {
    ...schema,
    directories: schema.directories
      .map((one) => withAttributes(one, rule.sourceDirectoryName, merged.sourceObjectName, sources))
      .map((one) =>
        withAttributes(one, rule.targetDirectoryName, merged.targetObjectName, target.attributes),
      ),
    synchronizationRules: schema.synchronizationRules.map((one) => {
      if (one !== rule) return one;
      const others = one.objectMappings;
      return {
        ...one,
        objectMappings:
          theirs === undefined
            ? [...others, merged]
            : others.map((mapping) => (mapping === theirs ? merged : mapping)),
      };
    }),
  };
}

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

/** The directory with these attributes of an object, and with the object. */
function withAttributes(directory, directoryName, objectName, definitions) {
  if (directory.name !== directoryName) return directory;
  const object = directory.objects.find(({ name }) => name === objectName);
  if (object === undefined)
    return { ...directory, objects: [...directory.objects, { name: objectName, attributes: definitions }] };
  const known = object.attributes.map(({ name }) => name);
  const attributes = [...object.attributes, ...definitions.filter(({ name }) => !known.includes(name))];
  return {
    ...directory,
    objects: directory.objects.map((one) => (one === object ? { ...object, attributes } : one)),
  };
}

/** Names of the directory's attributes that the rows read. */
function sourcesOf(rows) {
  return [...new Set(rows.flatMap(({ source }) => attributesOf(source)))];
}

function attributesOf(source) {
  return source.type === 'Attribute'
    ? [source.name]
    : source.parameters.flatMap(({ value }) => attributesOf(value));
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
