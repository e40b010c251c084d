import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createFunctionsCore } from '../cli/host/functionsCore.ts';
import { httpFunctions, type HttpFunction } from '../cli/host/httpFunctions.ts';
import { loadBundle } from '../cli/host/loadBundle.ts';
import { schemaDocuments } from '../generated/schemas.ts';
import packageJson from '../package.json' with { type: 'json' };
import { openApiDocuments, type OpenApiDocument } from './openApi.ts';
import { maxBulkOperations } from '../shared/scim/bulk.ts';
import { maxOperations } from '../shared/scim/dialect/operations.ts';
import { maxBodyBytes } from '../shared/scim/bounds.ts';
import { defaultPageSize, maxPageSize } from '../shared/scim/page.ts';
import { logActions } from '../shared/store/logEntry.ts';
import { scopes } from '../shared/tenants/credential.ts';
import { authenticationMethods, signInMatches } from '../shared/tenants/tenant.ts';
import { searchForSecrets } from '../test/support/secretSearch.ts';
import { badge, badgeDocument, uniflow } from '../test/support/types.ts';

interface Schema {
  readonly type?: string;
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly maxItems?: number;
  readonly examples?: readonly string[];
  readonly $ref?: string;
  readonly 'x-scim'?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
}

const { scim, manage } = await openApiDocuments(schemaDocuments);
const documents = Object.entries({ scim, manage });

function schemasOf({ components }: OpenApiDocument): Readonly<Record<string, Schema>> {
  return components.schemas as unknown as Readonly<Record<string, Schema>>;
}

function operationsOf({ paths }: OpenApiDocument) {
  return Object.entries(paths).flatMap(([path, { parameters: _, ...item }]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...(operation as Operation),
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** Every object in a document. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Readonly<Record<string, unknown>>;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

describe('the documents and the functions that the built service registers', () => {
  let functions: readonly HttpFunction[];

  beforeAll(async () => {
    vi.stubEnv('SCIM_MANAGEMENT_API', 'on');
    vi.stubEnv('SCIM_STORAGE_CONNECTION_STRING', 'UseDevelopmentStorage=true');
    vi.stubEnv('SCIM_SEALING_KEYS', `a=${Buffer.alloc(32).toString('base64')}`);
    const platform = createFunctionsCore(() => undefined);
    await loadBundle(join(import.meta.dirname, '../dist/functions.cjs'), platform.api);
    vi.unstubAllEnvs();
    // A page is for people.
    functions = httpFunctions(platform).filter(
      ({ name, route }) => !route.includes('*') && name !== 'handoverPage',
    );
  });

  test('are the same: every path, verb and name', () => {
    const served = functions.flatMap(({ name, methods, route }) => {
      const verbs = methods.filter((method) => method !== 'HEAD');
      // Names are unique: of a function for several verbs, the first verb has the function's name.
      return verbs.map((verb, i) => {
        const suffix = i === 0 ? '' : `${verb.charAt(0)}${verb.slice(1).toLowerCase()}`;
        return `${verb} /${route} ${name}${suffix}`;
      });
    });
    const described = documents.flatMap(([, document]) =>
      operationsOf(document).map(({ method, path, operationId }) => `${method} ${path} ${operationId}`),
    );
    expect(described.toSorted()).toEqual(served.toSorted());
    expect(described.length).toBeGreaterThan(40);
  });

  test('have HEAD wherever they have GET, but for secrets', () => {
    const withoutHead = functions.filter(
      ({ methods }) => methods.includes('GET') && !methods.includes('HEAD'),
    );
    expect(withoutHead.map(({ name }) => name)).toEqual([]);
  });
});

describe.each(documents)('the document of %s', (_, document) => {
  const schemas = schemasOf(document);

  test('has the version of the package, and names a server', () => {
    expect(document).toMatchObject({
      info: { version: packageJson.version },
      servers: [{ url: '/', description: expect.any(String) as string }],
    });
  });

  test('says of each operation what it does and where it belongs', () => {
    const tags = (document.tags as readonly { name: string }[]).map(({ name }) => name);
    for (const { operationId, summary, tags: own } of operationsOf(document)) {
      expect(
        own?.every((tag) => tags.includes(tag)),
        operationId,
      ).toBe(true);
      expect(summary, operationId).toMatch(/./);
    }
  });

  test('gives generators of code a type with each enumeration, and no alternatives', () => {
    const enumerations = [...objectsIn(document)].filter(
      (part) => Array.isArray(part.enum) || 'const' in part,
    );
    expect(enumerations.length).toBeGreaterThan(5);
    for (const part of enumerations) expect(part).toMatchObject({ type: 'string' });
    const alternatives = [...objectsIn(document)].filter((part) => 'anyOf' in part || 'oneOf' in part);
    expect(alternatives).toEqual([]);
  });

  test('names the member of an error that a generated client shows', () => {
    const error = schemas.Error ?? schemas.Problem;
    expect(error?.properties.detail).toMatchObject({ 'x-ms-primary-error-message': true });
  });

  test('knows the scopes, ways of authentication, actions and limits of the code', () => {
    const { Scope, AuthenticationMethod, LogEntry, PatchRequest, BulkRequest, UserList } = schemas;
    expect(LogEntry?.properties.action?.enum).toEqual(logActions);
    expect(UserList?.properties.Resources?.maxItems).toBe(maxPageSize);
    expect(document.components.parameters?.Count).toMatchObject({
      description: expect.stringContaining(`at most ${maxPageSize}`) as string,
      schema: { default: defaultPageSize },
    });
    if (document === manage) {
      expect(Scope?.enum).toEqual(scopes);
      expect(AuthenticationMethod?.enum).toEqual(authenticationMethods);
      expect(schemas.SignInMatch?.enum).toEqual(signInMatches);
    } else {
      expect(PatchRequest?.properties.Operations?.maxItems).toBe(maxOperations);
      expect(BulkRequest?.properties.Operations?.maxItems).toBe(maxBulkOperations);
      expect(JSON.stringify(document.components.responses?.TooLarge)).toContain(String(maxBodyBytes));
    }
  });

  test('holds nothing that looks like a secret', () => {
    expect(() => {
      searchForSecrets('answer', 'the document', JSON.stringify(document));
    }).not.toThrow();
  });
});

describe('the schema of a user', () => {
  const { User, UniFLOWOnlineUser } = schemasOf(scim);

  test('says what is read-only and what is written only', () => {
    expect([User?.properties.id?.readOnly, User?.properties.meta?.readOnly]).toEqual([true, true]);
    expect(User?.properties.password?.writeOnly).toBe(true);
    expect(User?.properties[uniflow]?.$ref).toBe('#/components/schemas/UniFLOWOnlineUser');
    const writeOnly = Object.entries(UniFLOWOnlineUser?.properties ?? {}).filter(
      ([, { writeOnly }]) => writeOnly,
    );
    expect(writeOnly.map(([name]) => name)).toEqual(['cardRegistrationCode', 'pin']);
    expect(User?.properties.userName?.['x-scim']).toEqual({
      ...{ mutability: 'readWrite', returned: 'default', uniqueness: 'server', caseExact: false },
    });
  });

  test('requires nothing that a new user, or an answer with few attributes, does not have', () => {
    expect(User?.required).toEqual(['schemas']);
    expect(User?.properties.schemas?.readOnly).toBeUndefined();
    expect(UniFLOWOnlineUser?.required).toBeUndefined();
  });

  // A generated client that omits `active` in a PUT must not enable a disabled user.
  test('has no defaults', () => {
    expect([...objectsIn(User)].filter((part) => 'default' in part)).toEqual([]);
  });

  test('has canonical values as examples: others are taken, too', () => {
    const type = User?.properties.emails?.items?.properties.type;
    expect(type?.examples).toEqual(['work', 'home', 'other']);
    expect(type?.enum).toBeUndefined();
  });

  test('has an extension that is put into schemas/', async () => {
    const added = await openApiDocuments([...schemaDocuments, badgeDocument]);
    const schemas = schemasOf(added.scim);
    expect(schemas.User?.properties[badge]?.$ref).toBe('#/components/schemas/MadeUp');
    expect(Object.keys(schemas.MadeUp?.properties ?? {})).toEqual(Object.keys(badgeDocument.properties));
    expect(User?.properties[badge]).toBeUndefined();
    expect(schemasOf(added.manage)).toHaveProperty('MadeUp');
  });
});
