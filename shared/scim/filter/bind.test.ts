import { describe, expect, test } from 'vitest';
import { bindFilter, bindPath } from './bind.ts';
import type { BoundFilter, Target } from './ast.ts';
import { parseFilter, parsePath } from './parse.ts';
import { lastStep, pathOf } from '../path.ts';
import { expectRefusal } from '../../../test/support/errors.ts';
import {
  badge,
  badgeUser,
  core,
  enterprise,
  extension,
  property,
  uniflow,
  user,
  userTypeWith,
} from '../../../test/support/types.ts';

const bound = (text: string) => bindFilter(badgeUser, parseFilter(text));

function targetOf(filter: BoundFilter): Target {
  if (!('target' in filter)) throw new Error(`A filter of the kind ${filter.kind} has no target.`);
  return filter.target;
}

describe('bindFilter looks names up', () => {
  test.each([
    ['userName eq "x"', 'userName'],
    ['USERNAME eq "x"', 'userName'],
    ['name.GIVENNAME eq "x"', 'name.givenName'],
    [`${core}:userName eq "x"`, 'userName'],
    [`${core.toUpperCase()}:name.familyName eq "x"`, 'name.familyName'],
    [`${enterprise}:department eq "x"`, `${enterprise}:department`],
    [`${enterprise.toUpperCase()}:DEPARTMENT eq "x"`, `${enterprise}:department`],
    [`${enterprise}.department eq "x"`, `${enterprise}:department`],
    ['department eq "x"', `${enterprise}:department`],
    ['cardNumber eq "x"', `${uniflow}:cardNumber`],
    ['schemas eq "x"', 'schemas'],
    ['meta.version eq "x"', 'meta.version'],
    ['id eq "x"', 'id'],
    ['level eq 1', `${badge}:level`],
    [`${badge}:place.floor eq 1`, `${badge}:place.floor`],
    ['place.floor eq 1', `${badge}:place.floor`],
    // A complex attribute compares its value.
    ['emails eq "x"', 'emails.value'],
    ['emails[type eq "work"] eq "x"', 'emails.value'],
    ['emails[type eq "work"].value eq "x"', 'emails.value'],
    ['manager eq "x"', `${enterprise}:manager.value`],
    [`${enterprise}:manager eq "x"`, `${enterprise}:manager.value`],
    ['zones eq "x"', `${badge}:zones.value`],
    ['tags eq "x"', `${badge}:tags`],
    // Whether there is any is asked of the attribute itself.
    ['emails pr', 'emails'],
    ['emails eq null', 'emails'],
    ['manager ne null', `${enterprise}:manager`],
    [`${enterprise} pr`, enterprise],
  ])('%s is about %s', (text, path) => {
    expect(pathOf(targetOf(bound(text)))).toBe(path);
  });

  test('looks the names inside a value path up in its attribute', () => {
    const target = targetOf(bound('emails[TYPE eq "work" and not (primary eq true)].VALUE eq "x"'));
    expect(target.map(({ attribute }) => attribute.path)).toEqual(['emails', 'emails.value']);
    expect(target[0].filter).toMatchObject({ kind: 'and', operands: [{ kind: 'compare' }, { kind: 'not' }] });
  });

  test('takes a value path into an extension', () => {
    const target = targetOf(bound(`${badge}:zones[rank gt 1].type eq "x"`));
    expect(target.map(({ attribute }) => attribute.name)).toEqual([badge, 'zones', 'type']);
    expect(target.map(({ filter }) => filter?.kind)).toEqual([undefined, 'compare', undefined]);
  });

  test('does not choose between two extensions that both have a name', () => {
    const other = 'urn:example:params:scim:schemas:extension:Other:2.0:User';
    const type = userTypeWith([extension(other, { department: property('string') })]);
    expectRefusal(() => bindFilter(type, parseFilter('department eq "x"')), 'invalidFilter', '"department"');
    expect(() => bindFilter(type, parseFilter(`${other}:department eq "x"`))).not.toThrow();
    expect(() => bindFilter(type, parseFilter(`${enterprise}:department eq "x"`))).not.toThrow();
  });

  test('takes the core attribute where an extension has one of the same name', () => {
    const other = 'urn:example:params:scim:schemas:extension:Other:2.0:User';
    const type = userTypeWith([extension(other, { title: property('integer') })]);
    expect(pathOf(targetOf(bindFilter(type, parseFilter('title eq "x"'))))).toBe('title');
    expect(pathOf(targetOf(bindFilter(type, parseFilter(`${other}:title eq 1`))))).toBe(`${other}:title`);
  });

  test('takes the longest URN', () => {
    const longer = `${badge}X`;
    const type = userTypeWith([
      extension(badge, { mark: property('string') }),
      extension(longer, { mark: property('string') }),
    ]);
    expect(pathOf(targetOf(bindFilter(type, parseFilter(`${longer}:mark eq "x"`))))).toBe(`${longer}:mark`);
    expect(pathOf(targetOf(bindFilter(type, parseFilter(`${badge}:mark eq "x"`))))).toBe(`${badge}:mark`);
  });

  test.each([
    ['nope eq "x"', 1, 'there is no attribute "nope"'],
    ['userName eq "x" and nope pr', 21, '"nope"'],
    ['name.nope eq "x"', 1, '"name.nope"'],
    ['userName.value eq "x"', 1, '"userName.value"'],
    ['name.givenName.x eq "x"', 1, '"name.givenName.x"'],
    [`title.${'a.'.repeat(1_000)}a eq "x"`, 1, 'there is no attribute'],
    ['emails[nope eq "x"]', 8, '"nope"'],
    ['emails[userName eq "x"]', 8, '"userName"'],
    ['emails[type eq "x"].nope eq "x"', 1, '"emails.nope"'],
    [`${enterprise}:nope eq "x"`, 1, enterprise.slice(0, 30)],
    ['urn:nobody:knows:this:x eq "x"', 1, 'urn:nobody'],
    [`${core} pr`, 1, 'there is no attribute'],
    ['__proto__ eq "x"', 1, ''],
    ['constructor eq "x"', 1, '"constructor"'],
    ['toString pr', 1, '"toString"'],
    ['name.constructor pr', 1, '"name.constructor"'],
    ['emails[constructor pr]', 8, '"constructor"'],
    ['userName[type eq "x"]', 1, 'no elements'],
    ['name[givenName eq "x"]', 1, 'no elements'],
    ['name eq "x"', 1, 'name is complex'],
    ['addresses eq "x"', 1, 'addresses is complex'],
  ])('refuses %s', (text, position, problem) => {
    expectRefusal(() => bound(text), 'invalidFilter', `position ${position}: `);
    expectRefusal(() => bound(text), 'invalidFilter', problem);
  });
});

describe('bindFilter keeps secrets', () => {
  test.each([
    'pin eq "0042"',
    'pin ne "0042"',
    'pin pr',
    'pin eq null',
    'pin ne null',
    'pin eq 1',
    'PIN sw "0"',
    'cardRegistrationCode pr',
    'password eq "x"',
    `${uniflow}:pin eq "0042"`,
    `not (${uniflow}:pin pr)`,
    'userName eq "x" or pin sw "1"',
    'code pr',
  ])('%s is refused', (text) => {
    expectRefusal(() => bound(text), 'invalidFilter', 'is a secret');
    expectRefusal(() => bound(text), 'invalidFilter', /^((?!0042).)*$/);
  });
});

const ordering = ['gt', 'ge', 'lt', 'le'];
const substring = ['co', 'sw', 'ew'];
const equality = ['eq', 'ne'];

describe('bindFilter checks the operator against the type', () => {
  const samples: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['string', 'userName', '"x"', [...equality, ...ordering, ...substring]],
    ['reference', 'profileUrl', '"x"', [...equality, ...ordering, ...substring]],
    ['boolean', 'active', 'true', equality],
    ['binary', 'x509Certificates.value', '"AA=="', equality],
    ['binary', 'print', '"AA=="', equality],
    ['dateTime', 'meta.created', '"2026-01-31T08:00:00Z"', [...equality, ...ordering]],
    ['integer', 'level', '1', [...equality, ...ordering]],
    ['decimal', 'ratio', '1.5', [...equality, ...ordering]],
  ];
  const rows = samples.flatMap(([type, name, literal, allowed]) =>
    [...equality, ...ordering, ...substring].map(
      (operator) => [type, name, operator, literal, allowed.includes(operator)] as const,
    ),
  );

  test.each(rows)('%s: %s %s %s → %s', (type, name, operator, literal, allowed) => {
    const text = `${name} ${operator} ${literal}`;
    if (allowed) expect(bound(text)).toMatchObject({ kind: 'compare', operator });
    else {
      expectRefusal(
        () => bound(text),
        'invalidFilter',
        `is a ${type} and can't be compared with ${operator}`,
      );
      expectRefusal(() => bound(text), 'invalidFilter', `position ${name.length + 2}: `);
    }
  });

  test.each([...ordering, ...substring])('null %s is refused', (operator) => {
    expectRefusal(() => bound(`userName ${operator} null`), 'invalidFilter', 'position 10: null');
  });

  test.each(equality)('null %s is taken, of every type', (operator) => {
    for (const name of [
      'userName',
      'active',
      'level',
      'meta.created',
      'emails',
      'name',
      'print',
      enterprise,
    ]) {
      expect(bound(`${name} ${operator} null`)).toMatchObject({ kind: 'compare', operator, literal: null });
    }
  });
});

describe('bindFilter checks the literal against the type', () => {
  test.each([
    ['userName eq 1', 13, 'userName is a string, but 1 is a number'],
    [`title eq 1e${'9'.repeat(4_000)}`, 10, 'title is a string'],
    ['userName eq true', 13, 'userName is a string, but true is a boolean'],
    ['profileUrl eq 1', 15, 'is a reference'],
    ['active eq 1', 11, 'active is a boolean, but 1 is a number'],
    ['active eq "yes"', 11, 'active is a boolean'],
    ['active eq ""', 11, 'active is a boolean'],
    ['level eq "1"', 10, 'is a integer'],
    ['level eq true', 10, 'but true is a boolean'],
    ['ratio eq "1"', 10, 'is a decimal'],
    ['emails eq 1', 11, 'emails.value is a string'],
    ['emails[primary eq 1]', 19, 'emails.primary is a boolean'],
    ['meta.created gt 5', 17, 'but 5 is a number'],
    ['meta.created gt "yesterday"', 17, 'not a date and time'],
    ['meta.created gt "2026-01-31"', 17, 'not a date and time'],
    ['print eq 1', 10, 'is a binary'],
  ])('refuses %s', (text, position, problem) => {
    expectRefusal(() => bound(text), 'invalidFilter', `position ${position}: `);
    expectRefusal(() => bound(text), 'invalidFilter', problem);
  });

  test.each([
    ['active eq "True"', true],
    ['active eq "False"', false],
    ['active eq true', true],
    ['roles[primary eq "True"]', undefined],
  ])('takes %s', (text, literal) => {
    const filter = bound(text);
    const compare = filter.kind === 'valuePath' ? lastStep(filter.target).filter : filter;
    expect(compare).toMatchObject({ literal: literal ?? true });
  });
});

describe('bindPath', () => {
  const path = (text: string) => bindPath(user, parsePath(text), 'path');

  test('reports an unknown attribute as a wrong path', () => {
    expectRefusal(
      () => path('nope'),
      'invalidPath',
      'The path is wrong at position 1: there is no attribute "nope"',
    );
    expectRefusal(() => path('emails[type eq "work"].nope'), 'invalidPath', '"emails.nope"');
    expectRefusal(() => path('name[givenName eq "x"].familyName'), 'invalidPath', 'no elements');
  });

  test('reports what is wrong inside its filter as a wrong filter', () => {
    expectRefusal(() => path('emails[nope eq "x"].value'), 'invalidFilter', '"nope"');
    expectRefusal(() => path('emails[type eq 1].value'), 'invalidFilter', 'emails.type is a string');
  });

  test('takes secrets: they are written', () => {
    expect(pathOf(path('pin'))).toBe(`${uniflow}:pin`);
  });
});
