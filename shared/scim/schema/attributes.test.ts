import { describe, expect, test } from 'vitest';
import { isSecret, singularPaths, type Attribute } from './attributes.ts';
import { lastAttribute, resolveName } from '../path.ts';
import { badge, badgeUser, enterprise, uniflow, user } from '../../../test/support/types.ts';

function attribute(name: string): Attribute {
  const path = resolveName(badgeUser, name);
  if (path === undefined) throw new Error(`There is no ${name}.`);
  return lastAttribute(path);
}

describe('the table of attributes', () => {
  test('has the complete core User of RFC 7643, beside the common attributes and the extensions', () => {
    expect(user.attributes.map(({ name }) => name)).toEqual([
      ...['schemas', 'id', 'meta'],
      ...['externalId', 'userName', 'name', 'displayName', 'nickName', 'profileUrl', 'title', 'userType'],
      ...['preferredLanguage', 'locale', 'timezone', 'active', 'password', 'emails', 'phoneNumbers', 'ims'],
      ...['photos', 'addresses', 'groups', 'entitlements', 'roles', 'x509Certificates'],
      ...[enterprise, uniflow],
    ]);
  });

  test.each<[string, string, boolean]>([
    ['userName', 'string', false],
    ['active', 'boolean', false],
    ['name', 'complex', false],
    ['emails', 'complex', true],
    ['emails.primary', 'boolean', false],
    ['profileUrl', 'reference', false],
    ['x509Certificates.value', 'binary', false],
    ['meta.created', 'dateTime', false],
    ['schemas', 'reference', true],
    ['manager', 'complex', false],
    ['manager.$ref', 'reference', false],
    [enterprise, 'complex', false],
    ['level', 'integer', false],
    ['ratio', 'decimal', false],
    ['print', 'binary', false],
    ['issuedAt', 'dateTime', false],
    ['tags', 'string', true],
    ['zones', 'complex', true],
  ])('%s is of the type %s', (name, type, multiValued) => {
    expect(attribute(name)).toMatchObject({ type, multiValued });
  });

  test.each([
    ['id', true],
    ['externalId', true],
    ['meta.resourceType', true],
    ['meta.version', true],
    ['meta.location', true],
    ['profileUrl', true],
    ['photos.value', true],
    ['manager.$ref', true],
    ['groups.$ref', true],
    ['x509Certificates.value', true],
    ['cardNumber', true],
    ['schemas', true],
    ['userName', false],
    ['emails.value', false],
    ['displayName', false],
    ['localUsername', false],
    ['manager.value', false],
  ])('%s is caseExact: %s', (name, caseExact) => {
    expect(attribute(name).caseExact).toBe(caseExact);
  });

  test.each([
    ['emails.value', 'emails.value'],
    ['department', `${enterprise}:department`],
    ['manager.value', `${enterprise}:manager.value`],
    ['pin', `${uniflow}:pin`],
    ['zones.rank', `${badge}:zones.rank`],
    [badge, badge],
  ])('%s has the path %s in messages', (name, path) => {
    expect(attribute(name).path).toBe(path);
  });

  test('knows what is required, read-only, unique and secret', () => {
    const names = (test: (each: Attribute) => boolean) =>
      user.attributes.filter(test).map(({ name }) => name);
    expect(names(({ required }) => required)).toEqual(['externalId', 'userName']);
    expect(names(({ mutability }) => mutability === 'readOnly')).toEqual(['schemas', 'id', 'meta', 'groups']);
    expect(names(({ returned }) => returned === 'always')).toEqual(['schemas', 'id']);
    expect(names(({ defaultValue }) => defaultValue !== undefined)).toEqual(['active']);
    expect(attribute('cardNumber').uniqueness).toBe('server');
    for (const name of ['pin', 'cardRegistrationCode', 'password']) {
      expect(attribute(name)).toMatchObject({ mutability: 'writeOnly', returned: 'never' });
    }
    expect(attribute('password').stored).toBe(false);
    expect(attribute('pin').stored).toBe(true);
  });
});

describe('singularPaths', () => {
  const paths = (test: (each: Attribute) => boolean) =>
    singularPaths(badgeUser, test).map((path) => path.map(({ name }) => name));

  test('finds secrets, in extensions too', () => {
    expect(paths(isSecret)).toEqual([
      ['password'],
      [uniflow, 'cardRegistrationCode'],
      [uniflow, 'pin'],
      [badge, 'code'],
    ]);
  });

  test('does not go inside of multi-valued attributes, but finds them', () => {
    expect(paths(({ name }) => name === 'rank')).toEqual([]);
    expect(paths(({ multiValued, documentation }) => multiValued && documentation?.schema === badge)).toEqual(
      [
        [badge, 'tags'],
        [badge, 'zones'],
      ],
    );
    expect(paths(({ name }) => name === 'floor')).toEqual([[badge, 'place', 'floor']]);
  });
});
