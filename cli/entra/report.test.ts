import { describe, expect, test } from 'vitest';
import type { LogEntry } from './log.ts';
import { cycleTable, storedTable, summary, verdict } from './report.ts';
import { painter, wantsColour } from './table.ts';

const plain = painter(false);
const entry: LogEntry = {
  cycle: 'initial',
  action: 'update',
  person: 'Ana',
  changed: ['title'],
  dialect: 'default',
  status: 200,
  detail: '',
  milliseconds: 3.6,
};
const log: LogEntry[] = [
  entry,
  {
    ...entry,
    person: '山田 愛子',
    changed: ['name.givenName', 'name.formatted', 'title'],
  },
  { ...entry, person: 'ليلى حداد', dialect: 'aadOptscim062020' },
  { ...entry, person: 'Noe\u0308l 🚲' },
  { ...entry, action: 'create', changed: ['userName', 'pin*'], detail: 'not active', status: 201 },
];

describe('cycleTable', () => {
  const lines = cycleTable(log, plain).split('\n');

  test('keeps to 100 columns and draws no colour unless told to', () => {
    expect(Math.max(...lines.map((line) => line.length))).toBe(100);
    expect(lines.join('')).not.toContain('\u001b');
    expect(cycleTable(log, painter(true))).toContain('\u001b[36mupdate\u001b[39m');
  });

  test('starts the last column in the same place after wide, combining and right-to-left names', () => {
    const start = lines[2]?.indexOf('title') ?? 0;
    // Each ideograph takes two columns of the terminal, so their line is four characters shorter; the emoji is two
    // UTF-16 units in two columns, and the combining mark one unit in none.
    expect(lines[3]?.indexOf('name.givenName')).toBe(start - 4);
    expect(lines[4]?.indexOf('title')).toBe(start);
    expect(lines[5]?.indexOf('title')).toBe(start + 1);
  });

  test('says what happened to each, and counts the attributes of a create', () => {
    expect(lines[2]).toMatch(/^update +200 +4 +default +Ana +title$/);
    expect(lines[3]).toContain('name.givenName, .formatted, title');
    expect(lines[4]).toContain('flagged');
    expect(lines.at(-1)).toMatch(/^create +201 .* 2 attributes · not active$/);
  });
});

describe('summary', () => {
  test('counts the actions and the requests', () => {
    const exchange = { method: 'GET', url: '', status: 200, revealed: [] };
    const exchanges = [9, 1, 2].map((milliseconds) => ({ ...exchange, milliseconds }));
    expect(summary(log, exchanges)).toBe('1 created · 4 updated · 3 requests, median 2.0 ms');
  });
});

describe('storedTable', () => {
  test('shows what the service holds, and the name of the manager', () => {
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
    const lines = storedTable(
      [
        { id: '1', userName: 'boss@contoso.example', displayName: 'The Boss', active: false },
        {
          id: '2',
          userName: 'ana@contoso.example',
          displayName: 'Ana',
          active: true,
          [enterprise]: { department: 'Sales', manager: { value: '1' } },
          [uniflow]: { cardNumber: '00123' },
        },
      ],
      plain,
    ).split('\n');
    expect(lines[2]).toMatch(/^boss@contoso\.example +no +– +The Boss +– +–$/);
    expect(lines[3]).toMatch(/^ana@contoso\.example +yes +00123 +Ana +Sales +The Boss$/);
  });
});

describe('verdict', () => {
  test('is one line when nothing differs, and a table of what does', () => {
    expect(verdict({ stored: [{}], differences: [] }, plain)).toMatch(/^✔ .* 1 people/);
    const differences = [{ person: 'Ana', attribute: 'cardNumber', expected: '"00123"', found: '"123"' }];
    const text = verdict({ stored: [], differences }, plain);
    expect(text).toMatch(/^✘ .*differences: 1/);
    expect(text).toMatch(/cardNumber +"00123" +"123" +Ana/);
  });
});

describe('wantsColour', () => {
  test('wants it on a terminal unless NO_COLOR says no', () => {
    expect(wantsColour({ isTTY: true }, undefined)).toBe(true);
    expect(wantsColour({ isTTY: true }, '')).toBe(true);
    expect(wantsColour({ isTTY: true }, '1')).toBe(false);
    expect(wantsColour({}, undefined)).toBe(false);
  });
});
