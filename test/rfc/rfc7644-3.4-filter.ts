import { expect } from 'vitest';
import { core, enterprise, filterQuery, uniflow } from '../support/people.ts';
import { refused } from './context.ts';
import { finding, refusing } from './filterChecks.ts';
import { section, type Row } from './row.ts';

const filter = section('RFC 7644', '3.4.2.2');

export const rows: readonly Row[] = [
  filter.done(
    'anyValue',
    'states',
    'Of a multi-valued attribute one value that fits suffices.',
    finding(
      ['emails.value eq "jane@home.example.org"', 'emails.type eq "home"', 'emails co "work.example"'],
      ['emails.value eq "jane@example.org"', 'emails.type eq "other"'],
    ),
  ),
  filter.done(
    'valuePath',
    'states',
    'What stands in [ ] must hold of one and the same value.',
    finding(
      [
        'emails[type eq "work" and value co "@work"]',
        'emails[type eq "work"].value ew ".com"',
        'emails[not (type eq "work")]',
        'emails[primary eq true or type eq "other"]',
      ],
      [
        'emails[type eq "home" and value co "@work"]',
        'emails[type eq "home"].value ew ".com"',
        'emails[type eq "other"]',
      ],
    ),
  ),
  filter.done(
    'valuePathNames',
    'MUST',
    'Names in [ ] are sub-attributes of the attribute before it.',
    refusing('emails[userName eq "x"]', 'emails[emails.value eq "x"]', 'name[givenName eq "x"]'),
  ),
  filter.done(
    'valuePathNested',
    'states',
    'A [ ] has no other inside.',
    refusing('emails[type[value eq "x"]]', 'addresses[type eq "work" and country[value pr]]'),
  ),
  filter.done(
    'complex',
    'states',
    'A complex attribute is compared by its sub-attributes.',
    async (context) => {
      await finding(
        ['name.familyName eq "Family"', 'emails.value sw "jane@"'],
        ['name.familyName eq "Given"'],
      )(context);
      await refusing('name eq "Family"')(context);
    },
  ),
  filter.done(
    'caseExact',
    'SHALL',
    'Whether case counts is said by the attribute.',
    finding(
      ['displayName eq "JANE DOE"', 'displayName co "NE d"', 'profileUrl eq "https://example.com/Jane"'],
      ['profileUrl eq "https://example.com/JANE"', 'meta.resourceType eq "user"'],
    ),
  ),
  filter.done(
    'literals',
    'MUST',
    'Values are JSON: strings in quotes with escapes, true, false, null, numbers.',
    async (context) => {
      await finding(
        [
          'displayName eq "\\"Z\\u00fcri\\" \\\\ \\ud83d\\ude00"',
          'nickName eq null',
          'displayName ne null',
          'active eq true',
        ],
        ['displayName eq null', 'nickName ne null'],
        { displayName: '"Züri" \\ 😀' },
      )(context);
      await refusing(
        "displayName eq 'x'",
        'displayName eq x',
        'displayName eq "x',
        'active eq "x"',
        'displayName eq 1',
        'displayName eq "\\x"',
      )(context);
    },
  ),
  filter.done(
    'unknownOperator',
    'MUST',
    'An operation that is not known is 400 invalidFilter, with a message for people.',
    async ({ send }) => {
      for (const text of ['userName like "x"', 'userName == "x"', 'userName eq "x" xor active eq true']) {
        const reply = await send('GET', `/Users?${filterQuery(text)}`);
        refused(reply, 400, 'invalidFilter');
        expect(reply.body.detail).toMatch(/position \d+/);
      }
    },
  ),
  filter.done(
    'syntax',
    'MUST',
    'A filter that is not of the grammar is 400 invalidFilter.',
    refusing(
      'userName eq',
      'eq "x"',
      'userName eq "x" and',
      '(userName pr',
      'userName pr)',
      'emails[type eq "work"',
      'userName pr active pr',
      'not userName pr and',
    ),
  ),
  filter.done(
    'schemas',
    'states',
    '"schemas" can be filtered by, so that extensions tell resources apart.',
    finding(
      [`schemas eq "${core}"`, `schemas eq "${enterprise}"`, `schemas eq "${uniflow}"`],
      ['schemas eq "urn:example:2.0:User"', `not (schemas eq "${enterprise}")`],
    ),
  ),
  filter.otherwise(
    'unknownAttribute',
    'states',
    'An attribute that a resource does not have has no value.',
    'At /Users there is one resource type, and a misspelt filter must not look like "nobody": it is 400. /.search has it as the RFC.',
    refusing('usrName eq "x"', 'members pr'),
  ),
  filter.done(
    'primaryFalse',
    'states',
    '"primary" that is absent is false, in a filter too.',
    finding(
      [
        'emails[type eq "home" and not (primary eq true)]',
        'emails[type eq "home" and primary eq false]',
        'emails[type eq "home" and primary ne true]',
      ],
      ['emails[type eq "home" and primary ne false]', 'emails[type eq "home" and primary pr]'],
    ),
  ),
];
