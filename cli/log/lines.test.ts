import { describe, expect, test } from 'vitest';
import { painter } from '../entra/table.ts';
import { heading, layoutFor, logLines } from './lines.ts';
import { readMoment } from './moment.ts';
import { whatOf } from './what.ts';
import type { LogEntry } from '../../shared/store/logEntry.ts';
import { uniflow } from '../../test/support/store.ts';

const plain = painter(false);

function entryOf(more: Partial<LogEntry> = {}): LogEntry {
  return {
    operationId: '0123456789abcdef0123456789abcdef',
    at: Date.parse('2026-03-01T12:00:00.789Z'),
    action: 'update',
    userId: '22e77712-f67a-4898-835b-466c8ffc31c3',
    externalId: 'jane',
    changed: ['displayName', 'title'],
    requestId: 'request-1',
    credential: { id: '053c0317-0ac6-4395-b45e-963d871515da', label: 'Entra' },
    ...more,
  };
}

const refusal = {
  operation: 'createUser',
  status: 409,
  scimType: 'uniqueness',
  detail: 'Another user of this tenant has this externalId (the user with id 22e77712).',
};

function linesOf(entries: readonly LogEntry[], terminal?: number): string[] {
  const text = logLines(entries, layoutFor(entries), plain, terminal);
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

describe('a line', () => {
  test('has time, action, user, credential and what changed, in columns', () => {
    const entries = [
      entryOf(),
      entryOf({
        action: 'disable',
        externalId: 'a-long-external-id',
        credential: { id: 'c', label: 'token 2' },
      }),
      entryOf({ action: 'refused', externalId: undefined, userId: undefined, changed: [], refusal }),
      entryOf({ action: 'delete', changed: [] }),
    ];
    expect(linesOf(entries)).toEqual([
      '2026-03-01T12:00:00Z  update   jane                Entra     displayName, title',
      '2026-03-01T12:00:00Z  disable  a-long-external-id  token 2   displayName, title',
      `2026-03-01T12:00:00Z  refused  –                   Entra     createUser 409 uniqueness: ${refusal.detail}`,
      '2026-03-01T12:00:00Z  delete   jane                Entra',
    ]);
  });

  test('names a user who was not created by what there is: externalId, userName, or a hash of that', () => {
    const nobody = {
      action: 'refused',
      userId: undefined,
      externalId: undefined,
      changed: [],
      refusal,
    } as const;
    const lines = linesOf([
      entryOf({ ...nobody, externalId: 'e-1', userName: 'jane@x.example' }),
      entryOf({ ...nobody, userName: 'jane@x.example' }),
      entryOf({ ...nobody, userNameHash: '0123456789abcdef' }),
    ]);
    expect(lines.map((line) => line.slice(22, -refusal.detail.length))).toEqual([
      'refused  e-1                         Entra     createUser of jane@x.example 409 uniqueness: ',
      'refused  jane@x.example              Entra     createUser of jane@x.example 409 uniqueness: ',
      'refused  userName #0123456789abcdef  Entra     createUser 409 uniqueness: ',
    ]);
  });

  test('names a user without externalId by its id, and a credential without label by the beginning of its own', () => {
    const [line = ''] = linesOf([
      entryOf({ externalId: undefined, credential: { id: '053c0317-0ac6-4395', label: undefined } }),
    ]);
    expect(line).toMatch(/22e77712-f67a-4898-835b-466c8ffc31c3 {2}053c0317 {2}displayName/);
  });

  test('is one line, and nothing that a client sent moves the cursor or hides what follows', () => {
    const evil = 'e\r\n\u001b[2Jx\u202ey';
    const lines = linesOf([
      entryOf({
        externalId: evil,
        credential: { id: 'c', label: evil },
        values: { title: { new: evil } },
        changed: ['title', evil],
      }),
    ]);
    expect(lines).toHaveLength(1);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  test('is not cut where it goes into a file', () => {
    const changed = Array.from({ length: 100 }, (_, n) => `attribute${n}`);
    const [line = ''] = linesOf([entryOf({ externalId: 'x'.repeat(100), changed })]);
    expect(line).toContain('x'.repeat(100));
    expect(line.endsWith('attribute98, attribute99')).toBe(true);
  });

  test('is one for each entry, however many there are', () => {
    const many = Array.from({ length: 2_500 }, (_, n) =>
      entryOf({ userId: String(n), externalId: undefined }),
    );
    const lines = linesOf(many);
    expect(lines).toHaveLength(2_500);
    expect([lines[99], lines[100], lines[2_499]].map((line) => line?.split(/ {2,}/)[2])).toEqual([
      ...['99', '100', '2499'],
    ]);
    const entries = Array.from({ length: 200_000 }, () => entryOf({ externalId: 'a-long-external-id' }));
    expect(layoutFor(entries)).toEqual({ user: 18, by: 8 });
  });

  test('keeps its columns when what comes later is shorter', () => {
    const wide = layoutFor([entryOf({ externalId: 'a-long-external-id' })]);
    expect(layoutFor([entryOf()], wide)).toEqual(wide);
  });
});

describe('at a terminal', () => {
  const guid = '22e77712-f67a-4898-835b-466c8ffc31c3';
  const long = [
    entryOf({ externalId: guid, changed: Array.from({ length: 30 }, (_, n) => `attribute${n}`) }),
    entryOf({
      externalId: 'x'.repeat(60),
      credential: { id: 'c', label: 'a label of forty characters, or nearly' },
    }),
    entryOf({ action: 'refused', externalId: guid, refusal }),
  ];

  test.each([80, 100, 120, 200])('of %i columns no line is longer, and a list is cut', (columns) => {
    const lines = linesOf(long, columns);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(/…$/);
  });

  test('of 120 columns a GUID is whole, and longer names are cut', () => {
    const [first = '', second = ''] = linesOf(long, 120);
    expect(first).toContain(` ${guid} `);
    expect(second).toContain(`${'x'.repeat(35)}…`);
  });

  test.each([80, 120])('of %i columns a long reason continues below its beginning', (columns) => {
    const lines = linesOf(long, columns).slice(2);
    const column = lines[0]?.indexOf('createUser') ?? 0;
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(1)) expect(line.slice(0, column).trim()).toBe('');
    expect(lines.map((line) => line.slice(column)).join(' ')).toContain(refusal.detail);
  });

  test('headings stand over the columns', () => {
    const layout = layoutFor(long);
    const head = heading(layout, plain, 120);
    const [line = ''] = logLines(long, layout, plain, 120).split('\n');
    expect(head.indexOf('ACTION')).toBe(line.indexOf('update'));
    expect(head.indexOf('USER')).toBe(line.indexOf(guid));
    expect(head.indexOf('WHAT')).toBe(line.indexOf('attribute0'));
  });

  test('colours take no room', () => {
    const layout = layoutFor(long);
    const coloured = logLines(long, layout, painter(true), 100);
    expect(coloured).toContain('\u001b[31mrefused');
    // oxlint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(logLines(long, layout, plain, 100));
  });
});

describe('what happened', () => {
  test.each<[string, Partial<LogEntry>, string]>([
    ['an attribute of an extension has its own name', { changed: [`${uniflow}:pin`, 'title'] }, 'pin, title'],
    [
      'values stand behind it',
      {
        changed: ['title', 'nickName', 'displayName', `${uniflow}:pin`],
        values: { title: { old: 'A', new: 'B' }, nickName: { old: 'N' }, displayName: { new: 'D' } },
      },
      'title "A" → "B", nickName "N" → nothing, displayName "D", pin',
    ],
    [
      'values that are left out',
      { changed: ['title'], values: 'omitted' },
      'title, (the values were too long)',
    ],
    ['nothing', { changed: [] }, ''],
    [
      'a refused sign-in',
      {
        action: 'signInRefused',
        refusal: {
          ...{ operation: 'signIn', status: 403, scimType: undefined },
          ...{ reason: 'userDisabled', detail: 'The user is disabled.' },
        },
      },
      'signIn 403 userDisabled: The user is disabled.',
    ],
    [
      'a refusal without scimType',
      { refusal: { ...refusal, scimType: undefined, status: 404 } },
      `createUser 404: ${refusal.detail}`,
    ],
    [
      "a refusal that names an extension's attribute",
      { refusal: { ...refusal, detail: `${uniflow}:pin must be 4 to 16 digits (0-9).` } },
      'createUser 409 uniqueness: pin must be 4 to 16 digits (0-9).',
    ],
  ])('%s', (_, more, text) => {
    expect(whatOf(entryOf(more))).toBe(text);
  });
});

test.each([
  ['90m', '2026-03-10T10:30:00.000Z'],
  ['24h', '2026-03-09T12:00:00.000Z'],
  ['7d', '2026-03-03T12:00:00.000Z'],
  ['2026-03-01', '2026-03-01T00:00:00Z'],
  ['2026-03-01T08:00:00+02:00', '2026-03-01T08:00:00+02:00'],
  ['7w', '7w'],
  ['', ''],
])('the time %j is %j', (text, moment) => {
  expect(readMoment(text, new Date('2026-03-10T12:00:00Z'))).toBe(moment);
});
