import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createFunctionsCore } from '../../cli/host/functionsCore.ts';
import { httpFunctions } from '../../cli/host/httpFunctions.ts';
import { loadBundle } from '../../cli/host/loadBundle.ts';
import { schemaDocuments } from '../../generated/schemas.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { openApiDocument } from './document.ts';
import { servedFunctions } from './servedFunctions.ts';
import { badge, badgeDocument, core, uniflow } from '../../test/support/types.ts';
import { searchForSecrets } from '../../test/support/secretSearch.ts';

interface Schema {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly examples?: readonly string[];
  readonly 'x-scim'?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags: readonly { readonly name: string }[];
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const functions = await servedFunctions();

function documentOf(documents = schemaDocuments, served = functions): Document {
  return openApiDocument(documents, served, packageJson.version) as unknown as Document;
}

function operationsOf({ paths }: Document): readonly (Operation & { readonly where: string })[] {
  return Object.entries(paths).flatMap(([path, { parameters: _, ...item }]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...operation,
      where: `${method.toUpperCase()} ${path}`,
    })),
  );
}

describe('operations', () => {
  test('are those that the built service registers', async () => {
    vi.stubEnv('SCIM_STORAGE_CONNECTION_STRING', 'UseDevelopmentStorage=true');
    vi.stubEnv('SCIM_SEALING_KEYS', `a=${Buffer.alloc(32).toString('base64')}`);
    const platform = createFunctionsCore(() => undefined);
    await loadBundle(join(import.meta.dirname, '../../dist/functions.cjs'), platform.api);
    vi.unstubAllEnvs();
    const served = httpFunctions(platform)
      .filter(({ route }) => !route.includes('*'))
      .flatMap(({ methods, route }) =>
        methods.filter((method) => method !== 'HEAD').map((method) => `${method} /${route}`),
      );
    const operations = operationsOf(documentOf()).map(({ where }) => where);
    expect(operations.toSorted()).toEqual(served.toSorted());
    expect(operations.length).toBeGreaterThan(20);
  });

  test('have the names of functions, each its own', () => {
    const names = operationsOf(documentOf()).map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['listUsers', 'createUser', 'patchUser', 'bulk', 'me', 'mePost']),
    );
  });

  test('are described, each with a summary, a tag and its answers (scripts/openApi/operations.ts)', () => {
    const document = documentOf();
    const tags = document.tags.map(({ name }) => name);
    for (const { where, summary, tags: own, responses } of operationsOf(document)) {
      expect({ where, known: own?.every((tag) => tags.includes(tag)) }).toEqual({ where, known: true });
      expect({ where, summary }).toEqual({ where, summary: expect.stringMatching(/ /) as unknown });
      expect({ where, statuses: Object.keys(responses) }).not.toEqual({ where, statuses: ['default'] });
    }
  });

  test('of a function that nobody has described are there under its name', () => {
    const added = { name: 'addedLater', methods: ['GET', 'HEAD', 'POST'], route: 'later' };
    const { paths } = documentOf(schemaDocuments, [added]);
    const { get, post, ...others } = paths['/later'] ?? {};
    expect([get?.operationId, post?.operationId, others]).toEqual(['addedLater', 'addedLaterPost', {}]);
  });

  test('leave out what /manage and the catch-all serve', () => {
    expect(functions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['manageAddTenant', 'zzNotFound']),
    );
    expect(Object.keys(documentOf().paths).filter((path) => /manage|\*/.test(path))).toEqual([]);
  });
});

describe('the schema of a user', () => {
  const { User, UserRequest } = documentOf().components.schemas;

  test('says what is required, read-only and written only', () => {
    expect(User?.required).toEqual(['schemas', 'id']);
    expect(UserRequest?.required).toEqual(['externalId', 'userName']);
    expect(User?.properties.id?.readOnly).toBe(true);
    expect(User?.properties.meta?.readOnly).toBe(true);
    expect(UserRequest?.properties.password?.writeOnly).toBe(true);
    expect(UserRequest?.properties[uniflow]?.properties.pin?.writeOnly).toBe(true);
    expect(User?.properties.userName?.['x-scim']).toEqual({
      ...{ mutability: 'readWrite', returned: 'default', uniqueness: 'server', caseExact: false },
    });
  });

  test('has no secret in answers', () => {
    expect(Object.keys(User?.properties[uniflow]?.properties ?? {})).toEqual(['cardNumber', 'localUsername']);
    expect(User?.properties.password).toBeUndefined();
  });

  test('has canonical values as examples: others are taken, too', () => {
    const type = User?.properties.emails?.items?.properties.type;
    expect(type?.examples).toEqual(['work', 'home', 'other']);
    expect(type).not.toHaveProperty('enum');
  });

  test('has an extension that is put into schemas/', () => {
    const { schemas } = documentOf([...schemaDocuments, badgeDocument]).components;
    const all = Object.keys(badgeDocument.properties);
    const secret = all.filter((name) => badgeDocument.properties[name]?.returned === 'never');
    expect(secret.length).toBeGreaterThan(0);
    expect(Object.keys(schemas.UserRequest?.properties[badge]?.properties ?? {})).toEqual(all);
    expect(Object.keys(schemas.User?.properties[badge]?.properties ?? {})).toEqual(
      all.filter((name) => !secret.includes(name)),
    );
    expect(User?.properties[badge]).toBeUndefined();
    expect(schemas.User?.properties).toHaveProperty(['userName']);
    expect(core).toBe(schemaDocuments.find(({ scimRole }) => scimRole === 'core')?.$id);
  });
});

test('the document holds nothing that looks like a secret', () => {
  expect(() => {
    searchForSecrets('answer', '/openapi.json', JSON.stringify(documentOf()));
  }).not.toThrow();
});
