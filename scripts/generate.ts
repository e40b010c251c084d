/**
 * Generates `generated/` from `schemas/` and `openapi/`: the documents as a typed module, and as code the tables of
 * attributes, the discovery documents, the OpenAPI documents and ajv's validators, so that a function reads, builds
 * and compiles nothing when it starts.
 */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import { _, Ajv2020 } from 'ajv/dist/2020.js';
import { buildResourceTypes } from './attributeTable.ts';
import {
  isSecret,
  singularPaths,
  type Attribute,
  type ResourceType,
} from '../shared/scim/schema/attributes.ts';
import { cardNumberPath } from '../shared/scim/schema/uniflow.ts';
import type { SchemaDocument } from '../shared/scim/schema/document.ts';
import packageJson from '../package.json' with { type: 'json' };
import { manageModule, manageTypes } from './manageBodies.ts';
import { writeConsoleTypes } from './consoleTypes.ts';
import { openApiDocuments } from './openApi.ts';
import {
  discoveryModule,
  discoveryTypes,
  resourceTypesModule,
  resourceTypesTypes,
} from './resourceTypesModule.ts';
import { validatorModule } from './validatorModule.ts';

const root = join(import.meta.dirname, '..');
const annotations = [
  ...['scimRole', 'resourceType', 'extends', 'mutability', 'returned', 'uniqueness'],
  ...['caseExact', 'referenceTypes', 'canonicalValues', 'stored', 'assumed', 'jsonText', 'notBlank'],
  ...['relation', 'index'],
];

/** RFC 4648 §4; RFC 7643 §2.3.6 makes the padding optional. */
const base64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$';

async function readDocuments(): Promise<SchemaDocument[]> {
  const folder = join(root, 'schemas');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const read = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as SchemaDocument),
  );
  // Users stand first: some clients look at the first resource type only.
  const rank = ({ resourceType }: SchemaDocument) => (resourceType?.id === 'User' ? 0 : 1);
  return read.toSorted((left, right) => rank(left) - rank(right));
}

/**
 * JSON Schema of a stored resource: the core attributes, and each extension's object under its URN (RFC 7643 §3.3).
 */
function resourceSchema(core: SchemaDocument, documents: readonly SchemaDocument[]) {
  const extensions = documents.filter((document) => document.extends === core.resourceType?.id);
  return {
    $id: `${core.$id}:resource`,
    type: 'object',
    // Required core attributes depend on the tenant (externalId), so the table of attributes checks them.
    properties: {
      ...core.properties,
      ...Object.fromEntries(
        extensions.map(({ $id, type, properties, required }) => [
          $id,
          { type, properties, required: required ?? [] },
        ]),
      ),
    },
  };
}

async function validatorCode(documents: readonly SchemaDocument[]): Promise<string> {
  const ajv = new Ajv2020({
    code: { source: true, esm: true, lines: true },
    strict: true,
    useDefaults: false,
  });
  addFormats.default(ajv);
  ajv.addVocabulary(annotations);
  // An annotation in JSON Schema, but a requirement in RFC 7643 §2.3.6.
  ajv.removeKeyword('contentEncoding');
  ajv.addKeyword({
    keyword: 'contentEncoding',
    type: 'string',
    schemaType: 'string',
    metaSchema: { const: 'base64' },
    error: { message: 'must be base64' },
    code(context) {
      const pattern = context.gen.scopeValue('pattern', {
        key: base64,
        ref: new RegExp(base64),
        code: _`new RegExp(${base64})`,
      });
      context.fail(_`!${pattern}.test(${context.data})`);
    },
  });
  for (const document of documents) ajv.compile(document);
  const exported: Record<string, string> = {};
  for (const core of documents.filter((document) => document.resourceType !== undefined)) {
    const schema = resourceSchema(core, documents);
    ajv.addSchema(schema);
    exported[core.resourceType?.id ?? ''] = schema.$id;
  }
  return validatorModule(ajv, exported);
}

/** Attributes that the store keeps unique. A schema that declares others would promise too much. */
const unique = new Set(['id', 'externalId', 'userName', 'displayName', cardNumberPath]);

function checkUniqueness(types: readonly ResourceType[]): void {
  const paths = types
    .flatMap((type) => singularPaths(type, ({ uniqueness }) => uniqueness !== 'none'))
    .map((path) => path.at(-1)?.path ?? '');
  const unkept = paths.filter((path) => !unique.has(path));
  if (unkept.length > 0)
    throw new Error(`schemas/ declares uniqueness that the store does not have: ${unkept.join(', ')}`);
}

/**
 * Fails if an element of a multi-valued attribute has a secret or an immutable value: both are handled only as single
 * values. The values of a relation are added and removed, and never changed.
 */
function checkElements(types: readonly ResourceType[]): void {
  const inElements = (attribute: Attribute): readonly Attribute[] => {
    if (attribute.relation !== undefined) return [];
    return attribute.multiValued
      ? [attribute, ...attribute.subAttributes]
      : attribute.subAttributes.flatMap(inElements);
  };
  const wrong = types
    .flatMap(({ attributes }) => attributes.flatMap(inElements))
    .filter((attribute) => isSecret(attribute) || attribute.mutability === 'immutable');
  if (wrong.length > 0) {
    throw new Error(
      `schemas/ has secret or immutable values in a multi-valued attribute: ${wrong.map(({ path }) => path).join(', ')}`,
    );
  }
}

/** The plots of the simulator's report, which loads nothing: the library goes into the page. */
async function reportAssets(): Promise<string> {
  const read = (file: string) => readFile(join(root, 'node_modules/uplot/dist', file), 'utf8');
  const [script, style] = [await read('uPlot.iife.min.js'), await read('uPlot.min.css')];
  return `export const uplotScript = ${JSON.stringify(script)};\nexport const uplotStyle = ${JSON.stringify(style)};\n`;
}

const versionModule = `export const version = '${packageJson.version}';\n`;

const documents = await readDocuments();
const types = buildResourceTypes(documents);
checkUniqueness(types);
checkElements(types);
const { scim, manage } = await openApiDocuments(documents);
await mkdir(join(root, 'generated/openapi'), { recursive: true });
await mkdir(join(root, 'generated/console'), { recursive: true });
const validatorTypes = `export interface ValidationProblem {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: { readonly type?: string; readonly missingProperty?: string };
}
export interface Validator {
  (value: unknown): boolean;
  readonly errors?: readonly ValidationProblem[] | null;
}
export declare const validators: Readonly<Record<string, Validator>>;
`;

const files: Readonly<Record<string, string>> = {
  'schemas.ts': `import type { SchemaDocument } from '../shared/scim/schema/document.ts';\n\nexport const schemaDocuments: readonly SchemaDocument[] = ${JSON.stringify(documents, null, 2)};\n`,
  'validators.js': await validatorCode(documents),
  'validators.d.ts': validatorTypes,
  'resourceTypes.js': resourceTypesModule(types),
  'resourceTypes.d.ts': resourceTypesTypes,
  'discovery.js': discoveryModule(types),
  'discovery.d.ts': discoveryTypes,
  'reportAssets.ts': await reportAssets(),
  'version.ts': versionModule,
  'manage.js': await manageModule(manage),
  'manage.d.ts': manageTypes(manage),
  'openApi.js': `const document = ${JSON.stringify(scim)};\nexport const openApi = () => document;\n`,
  'openApi.d.ts':
    "import type { JsonObject } from '../shared/scim/json.ts';\nexport declare function openApi(): JsonObject;\n",
  'console/version.ts': versionModule,
  // For linters and generators of clients.
  'openapi/scim.json': `${JSON.stringify(scim, null, 2)}\n`,
  'openapi/manage.json': `${JSON.stringify(manage, null, 2)}\n`,
};
await Promise.all([
  ...Object.entries(files).map(([name, text]) => writeChanged(join(root, 'generated', name), text)),
  writeConsoleTypes(join(root, 'generated/console'), manage),
]);

/** Leaves a file alone that has this text: several npm scripts generate at the same time, and others read meanwhile. */
async function writeChanged(file: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(file, text);
}
