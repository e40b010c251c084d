import { describe, expect, test } from 'vitest';
import {
  entityTag,
  locationOf,
  represent,
  type StoredResource,
  everything,
  project,
  readProjection,
} from './represent.ts';
import { deepFreeze } from '../../test/support/freeze.ts';
import { badge, badgeUser, core, enterprise, uniflow, user } from '../../test/support/types.ts';
import type { JsonObject } from './json.ts';
import { expectRefusal } from '../../test/support/errors.ts';

const stored: StoredResource = deepFreeze({
  id: 'id-1',
  version: 'v1',
  created: '2026-01-31T08:00:00.000Z',
  lastModified: '2026-02-01T08:00:00.000Z',
  attributes: {
    [uniflow]: { cardNumber: '007', pin: 'sealed', cardRegistrationCode: 'sealed' },
    [enterprise]: { department: 'Sales' },
    userName: 'ana',
    externalId: 'ext',
    emails: [{ value: 'a@x' }],
  },
});
const baseUrl = 'https://example.net/scim/demo';

describe('represent', () => {
  test('shows the resource with id, schemas and meta, and without its secrets', () => {
    expect(represent(user, stored, baseUrl)).toEqual({
      schemas: [core, enterprise, uniflow],
      id: 'id-1',
      externalId: 'ext',
      userName: 'ana',
      emails: [{ value: 'a@x' }],
      [enterprise]: { department: 'Sales' },
      [uniflow]: { cardNumber: '007' },
      meta: {
        resourceType: 'User',
        created: '2026-01-31T08:00:00.000Z',
        lastModified: '2026-02-01T08:00:00.000Z',
        location: 'https://example.net/scim/demo/Users/id-1',
        version: 'W/"v1"',
      },
    });
  });

  test('lists the extensions that hold values a client can see', () => {
    const schemasOf = (attributes: StoredResource['attributes']) =>
      represent(badgeUser, { ...stored, attributes }, baseUrl).schemas;
    expect(schemasOf({ userName: 'a' })).toEqual([core]);
    expect(schemasOf({ userName: 'a', [uniflow]: { pin: 'sealed' } })).toEqual([core]);
    expect(schemasOf({ userName: 'a', [badge]: { level: 1, code: 'sealed' } })).toEqual([core, badge]);
  });

  test('has neither an extension nor an attribute that holds nothing, whatever a row says', () => {
    const attributes = {
      userName: 'ana',
      [enterprise]: {},
      [uniflow]: { pin: 'sealed' },
      emails: [],
      title: null,
    };
    const { meta, ...shown } = represent(user, { ...stored, attributes }, baseUrl);
    expect(meta).toBeDefined();
    expect(shown).toEqual({ schemas: [core], id: 'id-1', userName: 'ana' });
  });

  test('holds no secret anywhere', () => {
    const attributes = { ...stored.attributes, [badge]: { level: 1, code: 'sealed' } };
    expect(JSON.stringify(represent(badgeUser, { ...stored, attributes }, baseUrl))).not.toContain('sealed');
  });
});

describe('locationOf', () => {
  test('escapes what an id may hold', () => {
    expect(locationOf(user, 'a/b c', baseUrl)).toBe('https://example.net/scim/demo/Users/a%2Fb%20c');
  });
});

describe('entityTag', () => {
  test('is weak', () => {
    expect(entityTag('v1')).toBe('W/"v1"');
  });
});

const ana: JsonObject = deepFreeze({
  schemas: [core, enterprise, uniflow, badge],
  id: 'id-1',
  userName: 'ana',
  active: false,
  name: { givenName: 'Ana', familyName: 'N' },
  emails: [
    { value: 'w@x', type: 'work', primary: true },
    { value: 'h@x', type: 'home' },
  ],
  [enterprise]: { department: 'Sales', manager: { value: 'm1', $ref: 'r' } },
  [uniflow]: { cardNumber: '007', pin: 'sealed' },
  [badge]: {
    level: 1,
    hint: 'asked for',
    code: 'sealed',
    zones: [{ value: 'A', note: 'asked for' }, { value: 'B' }],
  },
  meta: { resourceType: 'User', version: 'W/"1"' },
});

const always = { schemas: ana.schemas, id: 'id-1' };
const zones = [{ value: 'A' }, { value: 'B' }];
const visible: JsonObject = { ...ana, [uniflow]: { cardNumber: '007' }, [badge]: { level: 1, zones } };

function without(...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(visible).filter(([name]) => !names.includes(name)));
}

const seen = (attributes: string | null, excluded: string | null = null) =>
  project(badgeUser, ana, readProjection(badgeUser, attributes, excluded));

describe('project by default', () => {
  test('returns what is only returned on request where the request itself set it, and nothing else for it', () => {
    const sent = new Set([badge, `${badge}:hint`, `${badge}:code`]);
    expect(project(badgeUser, ana, everything, sent)[badge]).toEqual({ level: 1, hint: 'asked for', zones });
    const only = readProjection(badgeUser, 'userName', null);
    expect(project(badgeUser, ana, only, sent)).toEqual({ ...always, userName: 'ana' });
  });

  test('returns what is neither secret nor only on request', () => {
    expect(seen(null)).toEqual(visible);
    expect(seen('')).toEqual(visible);
    expect(seen('', '')).toEqual(visible);
    expect(seen(' , ')).toEqual(visible);
    expect(project(badgeUser, ana, everything)).toEqual(visible);
  });

  test('leaves out what no schema has', () => {
    expect(project(badgeUser, { ...ana, nope: 1, name: { nope: 1, givenName: 'A' } }, everything)).toEqual({
      ...visible,
      name: { givenName: 'A' },
    });
  });
});

describe('project by attributes', () => {
  test.each<[string, JsonObject]>([
    ['userName', { userName: 'ana' }],
    ['USERNAME', { userName: 'ana' }],
    [`${core}:userName`, { userName: 'ana' }],
    [`${core.toUpperCase()}:USERNAME`, { userName: 'ana' }],
    ['userName,active', { userName: 'ana', active: false }],
    [' userName , active ', { userName: 'ana', active: false }],
    ['id', {}],
    ['name', { name: { givenName: 'Ana', familyName: 'N' } }],
    ['name.givenName', { name: { givenName: 'Ana' } }],
    ['name.givenName,name.familyName', { name: { givenName: 'Ana', familyName: 'N' } }],
    ['name,name.givenName', { name: { givenName: 'Ana', familyName: 'N' } }],
    ['name.middleName', {}],
    ['emails', { emails: ana.emails ?? null }],
    ['emails.value', { emails: [{ value: 'w@x' }, { value: 'h@x' }] }],
    ['emails.primary', { emails: [{ primary: true }] }],
    ['emails[type eq "work"]', { emails: ana.emails ?? null }],
    ['emails[type eq "work"].value', { emails: [{ value: 'w@x' }, { value: 'h@x' }] }],
    [
      'emails[type eq "a,b" and value eq "]"].value,userName',
      { emails: [{ value: 'w@x' }, { value: 'h@x' }], userName: 'ana' },
    ],
    ['emails[value eq "a\\"],b"].value', { emails: [{ value: 'w@x' }, { value: 'h@x' }] }],
    [enterprise, { [enterprise]: { department: 'Sales', manager: { value: 'm1', $ref: 'r' } } }],
    [`${enterprise}:department`, { [enterprise]: { department: 'Sales' } }],
    [`${enterprise}:manager.value`, { [enterprise]: { manager: { value: 'm1' } } }],
    ['department', { [enterprise]: { department: 'Sales' } }],
    ['meta.version', { meta: { version: 'W/"1"' } }],
    [badge, { [badge]: { level: 1, zones } }],
    // What is returned on request.
    ['hint', { [badge]: { hint: 'asked for' } }],
    [`${badge}:hint,${badge}:level`, { [badge]: { hint: 'asked for', level: 1 } }],
    [`${badge}:zones.note`, { [badge]: { zones: [{ note: 'asked for' }] } }],
    // What never is.
    ['pin', {}],
    [`${uniflow}:pin,${uniflow}:cardNumber`, { [uniflow]: { cardNumber: '007' } }],
    [uniflow, { [uniflow]: { cardNumber: '007' } }],
    ['code', {}],
    ['password', {}],
    // What nobody knows.
    ['nope', {}],
    ['nope,userName', { userName: 'ana' }],
    ['userName.nope', {}],
    ['urn:nobody:2.0:User:x', {}],
    ['constructor', {}],
  ])('%s', (attributes, expected) => {
    expect(seen(attributes)).toEqual({ ...always, ...expected });
  });
});

describe('project by excludedAttributes', () => {
  test.each<[string, JsonObject]>([
    ['userName', without('userName')],
    ['USERNAME,Active', without('userName', 'active')],
    ['id,schemas', visible],
    ['id,meta,nope', without('meta')],
    ['meta.version', { ...visible, meta: { resourceType: 'User' } }],
    ['name.givenName', { ...visible, name: { familyName: 'N' } }],
    ['name.givenName,name.familyName', without('name')],
    ['name,name.givenName', without('name')],
    ['emails[type eq "work"]', without('emails')],
    ['emails.value', { ...visible, emails: [{ type: 'work', primary: true }, { type: 'home' }] }],
    ['emails.value,emails.type', { ...visible, emails: [{ primary: true }] }],
    ['emails.value,emails.type,emails.primary', without('emails')],
    [enterprise, without(enterprise)],
    ['department', { ...visible, [enterprise]: { manager: { value: 'm1', $ref: 'r' } } }],
    [
      `${enterprise}:manager.$ref`,
      { ...visible, [enterprise]: { department: 'Sales', manager: { value: 'm1' } } },
    ],
    ['cardNumber', without(uniflow)],
    ['pin', visible],
    ['members', visible],
  ])('%s', (excluded, expected) => {
    expect(seen(null, excluded)).toEqual(expected);
  });
});

describe('readProjection refuses', () => {
  test('both parameters at once', () => {
    expectRefusal(() => seen('userName', 'active'), 'invalidValue', 'excludedAttributes');
    expectRefusal(() => seen('nope', 'nope'), 'invalidValue');
  });

  test.each(['emails[type eq', 'a b', '"userName"', 'emails[type eq "x"].'])(
    '%s, which is no path',
    (attributes) => {
      expectRefusal(() => seen(attributes), 'invalidPath', 'position');
      expectRefusal(() => seen(null, attributes), 'invalidPath', 'position');
    },
  );
});

describe('many paths', () => {
  const numbered = (number: number, path: (i: number) => string): string =>
    Array.from({ length: number }, (_, i) => path(i)).join(',');

  test('of one attribute are one, whatever their value filters say', () => {
    const { named } = readProjection(
      badgeUser,
      numbered(900, (i) => `zones[value eq "${i}"]`),
      null,
    );
    expect(named.size).toBe(1);
    const inside = readProjection(
      badgeUser,
      numbered(900, (i) => `zones[value eq "${i}"].value`),
      null,
    );
    expect([...inside.named.values()].map((named) => (named === 'whole' ? named : named.size))).toEqual([1]);
    expect(project(badgeUser, ana, inside)).toEqual({ ...always, [badge]: { zones } });
  });

  test('of an attribute and of what is inside it are the attribute', () => {
    expect(seen('name.givenName,name')).toEqual({ ...always, name: ana.name });
    expect(seen(null, 'name,name.givenName')).toEqual(without('name'));
  });

  test.each(['attributes', 'excludedAttributes'])(
    'beyond a thousand in %s are refused, and not read',
    (name) => {
      const many = numbered(36_000, (i) => `ims[value eq "${i}"]`);
      const [only, excluded] = name === 'attributes' ? [many, null] : [null, many];
      expectRefusal(() => readProjection(badgeUser, only, excluded), 'invalidValue', `${name} names 36000`);
    },
  );

  test('that are long are refused', () => {
    const long = numbered(100, (i) => `ims[value eq "${'x'.repeat(1_000)}${i}"]`);
    expectRefusal(() => readProjection(badgeUser, long, null), 'invalidValue', '65536');
  });
});
