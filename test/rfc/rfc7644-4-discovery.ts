import { expect } from 'vitest';
import { listUrn } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';

const discovery = section('RFC 7644', '4');

const endpoints = ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'];

export const rows: readonly Row[] = [
  discovery.done(
    'endpoints',
    'SHALL',
    'Configuration, schemas and resource types are read with GET.',
    async ({ send }) => {
      for (const path of endpoints) expect((await send('GET', path)).status).toBe(200);
    },
  ),
  discovery.done(
    'lists',
    'MUST',
    'Schemas and resource types come as ListResponses of all there are.',
    async ({ send }) => {
      for (const path of ['/ResourceTypes', '/Schemas']) {
        const { body } = await send('GET', path);
        expect(body).toMatchObject({
          schemas: [listUrn],
          totalResults: (body.Resources as unknown[]).length,
        });
        expect(body.totalResults).toBeGreaterThan(0);
      }
    },
  ),
  discovery.done(
    'single',
    'states',
    'A schema is read by its URN, a resource type by its name.',
    async ({ send }) => {
      for (const path of ['/ResourceTypes', '/Schemas']) {
        const all = (await send('GET', path)).body.Resources as { id: string }[];
        for (const each of all) expect((await send('GET', `${path}/${each.id}`)).body).toEqual(each);
        refused(await send('GET', `${path}/none`), 404);
      }
    },
  ),
  discovery.done(
    'complete',
    'MUST',
    'Every schema that a resource type names is described.',
    async ({ send }) => {
      const [type] = (await send('GET', '/ResourceTypes')).body.Resources as unknown as {
        schema: string;
        schemaExtensions: { schema: string }[];
      }[];
      const urns = [type?.schema, ...(type?.schemaExtensions ?? []).map(({ schema }) => schema)];
      for (const urn of urns) expect((await send('GET', `/Schemas/${String(urn)}`)).body.id).toBe(urn);
    },
  ),
  discovery.done('noFilter', 'SHALL', 'A filter on a discovery endpoint is 403.', async ({ send }) => {
    for (const path of endpoints) refused(await send('GET', `${path}?filter=name+pr`), 403);
  }),
  discovery.done(
    'ignored',
    'SHALL',
    'Sorting, paging and projection are ignored on discovery endpoints.',
    async ({ send }) => {
      const query =
        'sortBy=id&sortOrder=descending&startIndex=2&count=1&attributes=id&excludedAttributes=name';
      for (const path of endpoints)
        expect((await send('GET', `${path}?${query}`)).body).toEqual((await send('GET', path)).body);
    },
  ),
];
