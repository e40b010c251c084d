import { join } from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFunctionsCore } from '../../../cli/host/functionsCore.ts';
import { httpFunctions, type HttpFunction } from '../../../cli/host/httpFunctions.ts';
import { loadBundle } from '../../../cli/host/loadBundle.ts';
import manage from '../../../openapi/manage.json' with { type: 'json' };
import packageJson from '../../../package.json' with { type: 'json' };
import { logActions } from '../../../shared/store/logRow.ts';
import { scopes } from '../../../shared/tenants/scope.ts';
import { authenticationWays } from '../../../shared/tenants/tenant.ts';
import { document, operations, resolved } from '../../support/openApi.ts';
import { scimApi } from '../../support/scimApi.ts';
import { searchForSecrets } from '../../support/secretSearch.ts';

type Json = Readonly<Record<string, unknown>>;

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The HTTP functions that the built bundle registers. */
async function registered(managementApi: string): Promise<readonly HttpFunction[]> {
  vi.stubEnv('SCIM_MANAGEMENT_API', managementApi);
  vi.stubEnv('SCIM_STORAGE_CONNECTION_STRING', 'UseDevelopmentStorage=true');
  vi.stubEnv('SCIM_SEALING_KEYS', `a=${Buffer.alloc(32).toString('base64')}`);
  const core = createFunctionsCore(() => undefined);
  await loadBundle(join(import.meta.dirname, '../../../dist/functions.cjs'), core.api);
  return httpFunctions(core);
}

const underManage = ({ route }: HttpFunction) => route.toLowerCase().startsWith('manage');

describe('the document and what is served', () => {
  test('are the same: every path, verb and name', async () => {
    const functions = (await registered('on')).filter(underManage);
    const served = functions
      .filter(({ route }) => !route.includes('*'))
      .flatMap(({ name, methods, route }) =>
        methods.filter((method) => method !== 'HEAD').map((method) => `${method} /${route} ${name}`),
      );
    const documented = operations.map(
      ({ method, path, operation: { operationId } }) => `${method} ${path} ${operationId}`,
    );
    expect(served.toSorted()).toEqual(documented.toSorted());
    expect(served.length).toBeGreaterThan(20);
    for (const { methods } of functions.filter((each) => each.methods.includes('GET')))
      expect(methods).toContain('HEAD');
  });

  // A generator of clients puts the operations of both documents into one namespace.
  test('share no operation id with the document of the rest', () => {
    const own = operations.map(({ operation }) => operation.operationId);
    const others = scimApi().operations.map(({ operation }) => operation.operationId);
    expect(own.filter((id) => others.includes(id))).toEqual([]);
  });

  test.each(['off', ''])('where the API is "%s", no function is registered', async (value) => {
    expect((await registered(value)).filter(underManage)).toEqual([]);
  });

  test('have one version', () => {
    expect(document.info.version).toBe(packageJson.version);
  });

  test('know the same scopes, ways of authentication and actions', () => {
    const { Scope, AuthenticationWay, LogEntry } = manage.components.schemas;
    expect(Scope.enum).toEqual(scopes);
    expect(AuthenticationWay.enum).toEqual(authenticationWays);
    expect(LogEntry.properties.action.enum).toEqual(logActions);
  });
});

/** Every object in the document with the JSON pointer that leads to it. */
function* objectsIn(value: unknown, pointer = '#'): Generator<readonly [string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [pointer, value as Json];
  for (const [name, part] of Object.entries(value)) yield* objectsIn(part, `${pointer}/${name}`);
}

const objects = [...objectsIn(manage)];
const references = objects.flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));

/** What OpenAPI 3.1 lets stand in each kind of object, as far as this document has it; the first ones must. */
const kinds: readonly {
  readonly at: RegExp;
  readonly must: readonly string[];
  readonly may?: readonly string[];
}[] = [
  { at: /^#$/, must: ['openapi', 'info', 'paths'], may: ['servers', 'security', 'tags', 'components'] },
  { at: /^#\/info$/, must: ['title', 'version'], may: ['description', 'license'] },
  { at: /^#\/servers\/\d+$/, must: ['url'], may: ['description'] },
  { at: /^#\/tags\/\d+$/, must: ['name'], may: ['description'] },
  { at: /^#\/paths\/\/[^\s]*$/, must: [], may: ['parameters', 'get', 'post', 'patch', 'delete'] },
  {
    at: /\/(?:get|post|patch|delete)$/,
    must: ['operationId', 'responses'],
    may: ['tags', 'summary', 'description', 'parameters', 'requestBody', 'security'],
  },
  { at: /\/parameters\/\w+$/, must: ['name', 'in', 'schema'], may: ['description', 'required'] },
  { at: /\/requestBody$/, must: ['content'], may: ['required', 'description'] },
  { at: /\/responses\/\w+$/, must: ['description'], may: ['headers', 'content'] },
  { at: /\/headers\/[\w-]+$/, must: ['schema'], may: ['description', 'required'] },
  { at: /\/content\/[a-z+]+\/[a-z+-]+$/, must: ['schema'] },
  { at: /^#\/components\/securitySchemes\/\w+$/, must: ['type', 'scheme'], may: ['description'] },
];

/** Pointers hold unescaped names here, so a path's slashes are its own. */
function kindOf(pointer: string) {
  const inPaths = pointer.startsWith('#/paths/');
  if (inPaths && Object.keys(document.paths).some((path) => pointer === `#/paths/${path}`)) return kinds[4];
  return kinds.find(({ at }, i) => i !== 4 && at.test(pointer));
}

describe('the document', () => {
  test('is OpenAPI 3.1', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    const seen = new Set<unknown>();
    for (const [pointer, object] of objects) {
      if (pointer.includes('/schema') || pointer.includes('/examples')) continue;
      if (typeof object.$ref === 'string') {
        expect(Object.keys(object), pointer).toEqual(['$ref']);
        continue;
      }
      const kind = kindOf(pointer);
      if (kind === undefined) continue;
      seen.add(kind);
      expect(Object.keys(object), pointer).toEqual(expect.arrayContaining([...kind.must]));
      expect([...kind.must, ...(kind.may ?? [])], pointer).toEqual(
        expect.arrayContaining(Object.keys(object)),
      );
    }
    expect(seen.size).toBe(kinds.length);
  });

  test('refers only to what there is, and has nothing that nobody refers to', () => {
    for (const reference of references) expect(resolved({ $ref: reference }).value, reference).toBeDefined();
    const components = Object.entries(document.components)
      .filter(([kind]) => kind !== 'securitySchemes')
      .flatMap(([kind, entries]) => Object.keys(entries).map((name) => `#/components/${kind}/${name}`));
    expect(new Set(references)).toEqual(new Set(components));
  });

  test.each(operations.map((each) => [`${each.method} ${each.path}`, each] as const))(
    '%s names its parameters, its tag and its answers',
    (_, { path, operation }) => {
      const item = document.paths[path] as Json;
      const parameters = [item.parameters ?? [], (operation as unknown as Json).parameters ?? []]
        .flat()
        .map((parameter) => resolved(parameter).value as { name: string; in: string; required?: boolean });
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required === true)).toBe(true);
      expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
      const declared: readonly string[] = manage.tags.map(({ name }) => name);
      for (const tag of (operation as unknown as { tags: string[] }).tags) expect(declared).toContain(tag);
      const statuses = Object.keys(operation.responses);
      const errors = operation.security === undefined ? ['401', '403', '429', '500', '503'] : ['500'];
      expect(statuses).toEqual(expect.arrayContaining(errors));
      expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    },
  );

  test('names each operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('wants the token everywhere but for itself', () => {
    expect(manage.security).toEqual([{ bearer: [] }]);
    expect(manage.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    const open = operations.filter(({ operation }) => operation.security !== undefined);
    expect(open.map(({ path }) => path)).toEqual(['/manage/openapi.json']);
    expect(open[0]?.operation.security).toEqual([]);
  });

  test('has schemas that are right, and examples that fit them', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(manage, 'manage');
    let examples = 0;
    for (const [name, schema] of Object.entries(manage.components.schemas)) {
      expect(ajv.validateSchema(schema), name).toBe(true);
      const validate = ajv.getSchema(`manage#/components/schemas/${name}`);
      for (const example of 'examples' in schema ? schema.examples : []) {
        expect(validate?.(example), `${name}: ${ajv.errorsText(validate?.errors)}`).toBe(true);
        examples += 1;
      }
    }
    expect(examples).toBeGreaterThan(5);
  });

  test('closes every body that is sent', () => {
    const bodies = operations.flatMap(({ operation }) => {
      const { requestBody } = operation as { requestBody?: { content: Record<string, { schema: unknown }> } };
      return Object.values(requestBody?.content ?? {}).map(({ schema }) => resolved(schema));
    });
    expect(bodies.length).toBeGreaterThan(5);
    for (const { pointer, value } of bodies)
      expect((value as Json).additionalProperties, pointer).toBe(false);
  });

  test('holds nothing that looks like a secret', () => {
    searchForSecrets('answer', 'openapi/manage.json', JSON.stringify(manage));
  });
});
