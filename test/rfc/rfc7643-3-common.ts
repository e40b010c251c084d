import { expect } from 'vitest';
import { createdBy, described, refused } from './context.ts';
import { section, type Row } from './row.ts';

const common = section('RFC 7643', '3.1');

export const rows: readonly Row[] = [
  common.done(
    'id',
    'MUST',
    'Every representation has a non-empty id.',
    async ({ create, read, send, key }) => {
      const { id, userName } = await create({ title: key });
      expect(id).toMatch(/./);
      expect((await read(id, '?attributes=title')).id).toBe(id);
      expect((await read(id, '?excludedAttributes=id')).id).toBe(id);
      const { body } = await send('GET', `/Users?filter=userName+eq+%22${userName}%22&attributes=title`);
      expect(body.Resources).toEqual([expect.objectContaining({ id })]);
    },
  ),
  common.done(
    'idUnique',
    'MUST',
    'An id is unique in the whole of the service provider.',
    async ({ create, newTenant, person }) => {
      const other = await newTenant();
      const ids = [
        (await create()).id,
        (await create()).id,
        (await createdBy(other, person())).id,
        (await createdBy(other, person())).id,
      ];
      expect(new Set(ids).size).toBe(4);
    },
  ),
  common.done(
    'idStable',
    'MUST',
    'An id stays, whatever else changes, and is not given to anybody else.',
    async ({ create, patched, send, person, key }) => {
      const body = person();
      const { id } = await create(body);
      const changes = { userName: `${key}-new@example.com`, externalId: `${key}-new` };
      expect((await patched(id, { op: 'replace', value: changes })).id).toBe(id);
      await send('DELETE', `/Users/${id}`);
      expect((await create(body)).id).not.toBe(id);
    },
  ),
  common.done(
    'idIssued',
    'MUST NOT',
    'The service provider gives the id; one that a client sends is not taken.',
    async ({ create, send, person, patch }) => {
      const { id } = await create({ id: 'mine' });
      expect(id).not.toBe('mine');
      const put = await send('PUT', `/Users/${id}`, person({ id: 'mine' }));
      expect(put.body.id).toBe(id);
      refused(await patch(id, { op: 'replace', path: 'id', value: 'mine' }), 400, 'mutability');
    },
  ),
  common.done('bulkId', 'MUST NOT', 'No id holds the reserved word "bulkId".', async ({ create }) => {
    const { id } = await create();
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  }),
  common.done(
    'idCaseExact',
    'states',
    'An id is compared with regard to case.',
    async ({ create, list, send }) => {
      const { id, userName } = await create();
      expect(await list(`filter=id+eq+%22${id}%22`)).toEqual([userName]);
      const upper = id.toUpperCase();
      if (upper === id) return;
      expect(await list(`filter=id+eq+%22${upper}%22`)).toEqual([]);
      refused(await send('GET', `/Users/${upper}`), 404);
    },
  ),
  common.done(
    'externalIdScope',
    'MUST',
    'An externalId belongs to the provisioning domain: two tenants may have the same.',
    async ({ create, newTenant, person, key }) => {
      const other = await newTenant();
      await create({ externalId: key });
      const { externalId } = await createdBy(other, person({ externalId: key }));
      expect(externalId).toBe(key);
    },
  ),
  common.done(
    'externalIdCaseExact',
    'states',
    'An externalId is compared with regard to case.',
    async ({ create, list, key }) => {
      const { userName } = await create({ externalId: `${key}-A` });
      const other = await create({ externalId: `${key}-a` });
      expect(await list(`filter=externalId+eq+%22${key}-A%22`)).toEqual([userName]);
      expect(await list(`filter=externalId+eq+%22${key}-a%22`)).toEqual([other.userName]);
    },
  ),
  common.otherwise(
    'externalIdOptional',
    'OPTIONAL',
    'A resource may have an externalId.',
    'Users are keyed by it, so it is required; a tenant can be set to allow its absence.',
    async ({ send, person, newTenant }) => {
      const { externalId, ...rest } = person();
      expect(externalId).toBeDefined();
      refused(await send('POST', '/Users', rest), 400, 'invalidValue');
      const lenient = await newTenant({ externalIdRequired: false });
      expect((await lenient.send('POST', '/Users', rest)).status).toBe(201);
    },
  ),
  common.otherwise(
    'externalIdUnique',
    'states',
    'The client sees to it that an externalId is unique; the server does not check.',
    'Users are keyed by it, so a second one is 409: a duplicate person would be billed and printed for twice.',
    async ({ create, send, person, key }) => {
      await create({ externalId: key });
      refused(await send('POST', '/Users', person({ externalId: key })), 409, 'uniqueness');
    },
  ),
  common.done(
    'metaIgnored',
    'SHALL',
    'A "meta" that a client sends is ignored.',
    async ({ create, read, send, person, patched }) => {
      const meta = {
        created: '1999-01-01T00:00:00Z',
        resourceType: 'Group',
        location: 'x',
        version: 'W/"1"',
      };
      const created = await create({ meta });
      const { id } = created;
      expect(created.meta).not.toMatchObject({ created: meta.created });
      await send('PUT', `/Users/${id}`, person({ meta }));
      await patched(id, { op: 'replace', path: 'meta', value: meta });
      expect((await read(id)).meta).toMatchObject({ created: created.meta.created, resourceType: 'User' });
    },
  ),
  common.done(
    'resourceType',
    'states',
    'meta.resourceType is the name of the resource type.',
    async ({ create, send }) => {
      const types = await send('GET', '/ResourceTypes/User');
      expect((await create()).meta.resourceType).toBe(types.body.name);
    },
  ),
  common.done(
    'unmodified',
    'MUST',
    'meta.lastModified of a resource that was never changed equals meta.created.',
    async ({ create, read }) => {
      const { meta } = await read((await create()).id);
      expect(meta.lastModified).toBe(meta.created);
    },
  ),
  common.done(
    'lastModified',
    'states',
    'meta.lastModified is the time of the last change, and meta.created stays.',
    async ({ create, patched }) => {
      const { id, meta } = await create();
      await new Promise((resolve) => setTimeout(resolve, 5));
      const changed = await patched(id, { op: 'replace', path: 'title', value: 'Other' });
      expect(changed.meta.created).toBe(meta.created);
      expect(Date.parse(changed.meta.lastModified)).toBeGreaterThan(Date.parse(meta.created));
    },
  ),
  common.done(
    'location',
    'MUST',
    'meta.location is the URI of the resource and equals the Content-Location header.',
    async ({ create, send, tenantUrl }) => {
      const { id } = await create();
      const { headers, body } = await send('GET', `/Users/${id}`);
      expect(body.meta.location).toBe(`${tenantUrl}/Users/${id}`);
      expect(headers.get('content-location')).toBe(body.meta.location);
    },
  ),
  common.done('version', 'MUST', 'meta.version equals the ETag header.', async ({ create, send }) => {
    const { id } = await create();
    const { headers, body } = await send('GET', `/Users/${id}`);
    expect(headers.get('etag')).toBe(body.meta.version);
  }),
  common.done(
    'characteristics',
    'SHALL',
    'The characteristics given for the common attributes come first (externalId: see there).',
    async (context) => {
      const externalId = await described(context, 'externalId');
      expect(externalId).toMatchObject({ type: 'string', caseExact: true, mutability: 'readWrite' });
      const { id, patch, read } = { ...context, ...(await context.create()) };
      for (const path of ['id', 'ID'])
        refused(await patch(id, { op: 'replace', path, value: 'x' }), 400, 'mutability');
      expect(await read(id, '?excludedAttributes=meta')).not.toHaveProperty('meta');
    },
  ),
];
