import { expect } from 'vitest';
import { core, enterprise, uniflow } from '../support/people.ts';
import { section, type Row } from './row.ts';

const resources = section('RFC 7643', '3');
const extensions = section('RFC 7643', '3.3');

export const rows: readonly Row[] = [
  resources.done(
    'schemas',
    'MUST',
    'Every representation has a non-empty "schemas" with the URIs of what it holds.',
    async ({ create, read }) => {
      const bare = await create({ [enterprise]: {}, [uniflow]: {} });
      expect((await read(bare.id)).schemas).toEqual([core]);
      const { id } = await create();
      expect((await read(id)).schemas.toSorted()).toEqual([core, enterprise, uniflow].toSorted());
    },
  ),
  resources.done(
    'knownSchemas',
    'MUST',
    '"schemas" has only URIs of the resource type: its schema and its extensions.',
    async ({ create }) => {
      const { schemas } = await create({ schemas: [core, 'urn:example:unknown:2.0:User'] });
      expect(schemas).not.toContain('urn:example:unknown:2.0:User');
    },
  ),
  resources.done('duplicates', 'MUST NOT', '"schemas" has no URI twice.', async ({ create }) => {
    const { schemas } = await create({ schemas: [core, core, enterprise, enterprise] });
    expect(schemas).toEqual([...new Set(schemas)]);
  }),
  resources.done('order', 'MUST NOT', 'The order of "schemas" has no effect.', async ({ create, read }) => {
    const one = await create({ schemas: [enterprise, core] });
    const other = await create({ schemas: [core, enterprise] });
    expect((await read(one.id)).schemas).toEqual((await read(other.id)).schemas);
  }),
  section('RFC 7643', '3.2').notApplicable(
    'newTypes',
    'MUST',
    'A new resource type has a name, an endpoint and a schema of its own, and the common attributes.',
    'Only User and Group of RFC 7643 §4 are served; no new resource type is defined.',
  ),
  extensions.done(
    'container',
    'SHALL',
    'Attributes of an extension stand in an object whose name is the URN of the extension.',
    async ({ create, read }) => {
      const { id } = await create({ [enterprise]: { department: 'Print' } });
      const user = await read(id);
      expect(user[enterprise]).toEqual({ department: 'Print' });
      expect(user).not.toHaveProperty('department');
    },
  ),
  extensions.done(
    'listed',
    'MUST',
    '"schemas" lists an extension when the resource holds values of it, and only then.',
    async ({ create, patched }) => {
      const { id, schemas } = await create({ schemas: [core], [uniflow]: {} });
      expect(schemas).toEqual([core, enterprise]);
      const without = await patched(id, { op: 'remove', path: enterprise });
      expect(without.schemas).toEqual([core]);
      const again = await patched(id, { op: 'add', path: `${uniflow}:localUsername`, value: 'x' });
      expect(again.schemas).toEqual([core, uniflow]);
    },
  ),
];
