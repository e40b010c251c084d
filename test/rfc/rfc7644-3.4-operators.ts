import { expect } from 'vitest';
import { finding, refusing } from './filterChecks.ts';
import { section, type Row } from './row.ts';

const filter = section('RFC 7644', '3.4.2.2');

const times = (before: string, after: string) => ({
  yes: [
    `meta.created gt "${before}"`,
    `meta.created ge "${before}"`,
    `meta.created lt "${after}"`,
    `meta.created le "${after}"`,
  ],
  no: [
    `meta.created lt "${before}"`,
    `meta.created le "${before}"`,
    `meta.created gt "${after}"`,
    `meta.created ge "${after}"`,
  ],
});

export const rows: readonly Row[] = [
  filter.done(
    'one',
    'MUST',
    'A filter has at least one boolean expression.',
    refusing('', ' ', '()', 'userName', 'not ()'),
  ),
  filter.done(
    'case',
    'states',
    'Names of attributes and operators are the same in upper and lower case.',
    finding(
      ['DISPLAYNAME EQ "Jane Doe"', 'displayname Pr', 'NOT (userName sw "zz") AND active Eq TRUE'],
      ['DisplayName NE "Jane Doe"'],
    ),
  ),
  filter.done(
    'eq',
    'states',
    'eq: equal.',
    finding(['displayName eq "Jane Doe"', 'active eq true'], ['displayName eq "Jane"', 'active eq false']),
  ),
  filter.done(
    'ne',
    'states',
    'ne: not equal; so is a value that is not there.',
    finding(
      ['displayName ne "Jane"', 'nickName ne "x"', 'active ne false'],
      ['displayName ne "Jane Doe"', 'active ne true'],
    ),
  ),
  filter.done(
    'co',
    'states',
    'co: the value is part of the attribute.',
    finding(
      ['displayName co "ne D"', 'profileUrl co "/Jane"'],
      ['displayName co "Janet"', 'profileUrl co "/jane"'],
    ),
  ),
  filter.done(
    'sw',
    'states',
    'sw: the attribute begins with the value.',
    finding(['displayName sw "Jane"', 'displayName sw "Jane Doe"'], ['displayName sw "Doe"']),
  ),
  filter.done(
    'ew',
    'states',
    'ew: the attribute ends with the value.',
    finding(['displayName ew "Doe"', 'displayName ew "Jane Doe"'], ['displayName ew "Jane"']),
  ),
  filter.done(
    'pr',
    'states',
    'pr: the attribute has a value, or a member that is not empty.',
    finding(
      ['displayName pr', 'emails pr', 'emails.value pr', 'name pr', 'name.givenName pr'],
      ['nickName pr', 'ims pr', 'name.middleName pr', 'roles pr'],
    ),
  ),
  filter.done(
    'gt',
    'states',
    'gt: greater, strings by their characters.',
    finding(['displayName gt "Jane Dod"'], ['displayName gt "Jane Doe"', 'displayName gt "K"']),
  ),
  filter.done(
    'ge',
    'states',
    'ge: greater or equal.',
    finding(['displayName ge "Jane Doe"', 'displayName ge "J"'], ['displayName ge "Jane Dof"']),
  ),
  filter.done(
    'lt',
    'states',
    'lt: less.',
    finding(['displayName lt "Jane Dof"'], ['displayName lt "Jane Doe"', 'displayName lt "J"']),
  ),
  filter.done(
    'le',
    'states',
    'le: less or equal.',
    finding(['displayName le "Jane Doe"', 'displayName le "K"'], ['displayName le "Jane Dod"']),
  ),
  filter.done(
    'dateTime',
    'states',
    'Times are compared as times, whatever their offset.',
    async (context) => {
      const minute = (by: number) => new Date(Date.now() + by * 60_000).toISOString();
      // An hour ago, in an offset in which it looks like a time to come.
      const east = `${new Date(Date.now() + 10 * 3_600_000).toISOString().slice(0, 19)}+11:00`;
      for (const before of [minute(-5), east]) {
        const { yes, no } = times(before, minute(5));
        await finding(yes, no)(context);
      }
      const { id, meta } = await context.create();
      expect(await context.finds(`meta.created eq "${meta.created.replace('Z', '+00:00')}"`, id)).toBe(true);
    },
  ),
  filter.done(
    'boolean',
    'SHALL',
    'An order comparison of a boolean is 400 invalidFilter.',
    refusing('active gt true', 'active ge true', 'active lt true', 'active le true'),
  ),
  filter.done(
    'binary',
    'SHALL',
    'An order comparison of a binary is 400 invalidFilter.',
    refusing(...['gt', 'ge', 'lt', 'le'].map((operator) => `x509Certificates.value ${operator} "AAAA"`)),
  ),
  filter.done(
    'and',
    'states',
    'and: both.',
    finding(
      ['active eq true and displayName sw "J"'],
      ['active eq true and displayName sw "X"', 'active eq false and displayName sw "J"'],
    ),
  ),
  filter.done(
    'or',
    'states',
    'or: either or both.',
    finding(
      ['active eq true or displayName sw "X"', 'active eq false or displayName sw "J"'],
      ['active eq false or displayName sw "X"'],
    ),
  ),
  filter.done(
    'not',
    'states',
    'not: the opposite of its group.',
    finding(['not (active eq false)', 'not (nickName pr)'], ['not (active eq true)']),
  ),
  filter.done(
    'precedence',
    'MUST',
    'Groups go first, then not, then and, then or; equals from left to right.',
    finding(
      [
        'active eq true or active eq false and displayName eq "X"',
        'active eq false and active eq false or displayName pr',
        'not (active eq false) and displayName pr',
      ],
      [
        '(active eq true or active eq false) and displayName eq "X"',
        'active eq false and (active eq false or displayName pr)',
        'not (active eq false or displayName pr)',
      ],
    ),
  ),
];
