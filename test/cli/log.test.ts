import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { patch, person, uniflow } from '../support/people.ts';
import { startCommand } from '../support/runCommand.ts';
import { command } from '../support/service.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const { client } = tenant;
let id: string;

beforeAll(async () => {
  id = (await client.send('POST', '/Users', person('jane'))).body.id;
  await client.send('POST', '/Users', person('jane'));
  await client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }));
  await client.send('POST', '/Users', person('john'));
});

const log = (...words: string[]) => command(tenant.service, 'log', '--tenant', tenant.name, ...words);
const linesOf = (text: string) => text.split('\n').slice(0, -1);

test('prints a line for each entry, newest last, without colours or headings', async () => {
  const { code, stdout, stderr } = await log();
  expect([code, stderr]).toEqual([0, '']);
  const line = (rest: string) => expect.stringMatching(rest) as unknown;
  expect(linesOf(stdout)).toEqual([
    line(
      '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ {2}create {3}ext-jane {7}Test {6}externalId, userName, ',
    ),
    line(`refused {2}ext-jane {7}Test {6}createUser 409 uniqueness: Another user .+ ${id}\\)[.]$`),
    line('disable {2}ext-jane {7}Test {6}active$'),
    line('create {3}ext-john '),
  ]);
});

test('--json prints what GET /provisioningLog answers, one object a line, newest last', async () => {
  const { stdout } = await log('--json');
  const { body } = await client.send('GET', '/provisioningLog');
  expect(linesOf(stdout).map((line) => JSON.parse(line) as unknown)).toEqual(body.Resources.toReversed());
});

test.each([
  [['--count', '1'], ['create']],
  [
    ['--count', '3'],
    ['refused', 'disable', 'create'],
  ],
  [
    ['--user', 'ext-jane'],
    ['create', 'refused', 'disable'],
  ],
  [
    ['--user', 'ext-jane', '--count', '2'],
    ['refused', 'disable'],
  ],
  [
    ['--action', 'create,refused'],
    ['create', 'refused', 'create'],
  ],
  [
    ['--from', '1h', '--to', '2099-01-01'],
    ['create', 'refused', 'disable', 'create'],
  ],
  [['--to', '2020-01-01'], []],
])('%j', async (words, actions) => {
  const { code, stdout } = await log('--json', ...words);
  expect(code).toBe(0);
  expect(linesOf(stdout).map((line) => (JSON.parse(line) as { action: string }).action)).toEqual(actions);
});

test.each([
  {
    words: ['--count', '3'],
    lines: 3,
    says: 'These are the newest 3. For more, if there are any:  --count <number>\n',
  },
  { words: ['--count', '5'], lines: 4, says: '' },
  { words: ['--count', '3', '--json'], lines: 3, says: '' },
])('log $words says beside the log whether it may go further back', async ({ words, lines, says }) => {
  const { stdout, stderr } = await log(...words);
  expect([linesOf(stdout).length, stderr]).toEqual([lines, says]);
});

test('says so where there is no entry, beside the log', async () => {
  const { code, stdout, stderr } = await log('--user', 'nobody');
  expect([code, stdout, stderr]).toEqual([0, '', 'The log has no such entry.\n']);
});

test.each([
  { words: ['--tenant', 'nobody'], says: 'There is no tenant "nobody".' },
  { words: [], says: "required option '--tenant <tenant>'" },
  { words: ['--tenant', 'demo', '--from', 'yesterday'], says: 'from must be a date and time' },
  { words: ['--tenant', 'demo', '--action', 'purge'], says: 'action must be one or several of create, ' },
  { words: ['--tenant', 'demo', '--count', '0'], says: 'The --count is at least 1.' },
  { words: ['--tenant', 'demo', '--count', '-1'], says: 'It must be a whole number.' },
  { words: ['--tenant', 'demo', '--follow', '--to', '1h'], says: 'cannot be used' },
])('log $words is refused in a sentence', async ({ words, says }) => {
  const { code, stdout, stderr } = await command(tenant.service, 'log', ...words);
  expect(stderr).toContain(says);
  expect(stderr).not.toContain('    at ');
  expect([code, stdout]).toEqual([2, '']);
});

test('who has read enough may close the pipe', async () => {
  const words = ['log', '--tenant', tenant.name, '--json', '--follow', '--interval', '5'];
  const { child, finished } = startCommand(words, {
    SCIM_STORAGE_CONNECTION_STRING: tenant.service.connectionString,
  });
  await once(child.stdout ?? child, 'data');
  child.stdout?.destroy();
  // Nobody reads what it prints next.
  await client.send('POST', '/Users', {});
  expect((await finished).err).toBe('');
  expect(child.exitCode).toBe(0);
});

describe('--follow', () => {
  test('goes on with what is new, each once and in order, until Ctrl-C', async () => {
    const { name, client: followed } = await tenant.another();
    await followed.send('POST', '/Users', person('first'));
    await followed.send('POST', '/Users', person('second'));
    const words = ['log', '--tenant', name, '--follow', '--json', '--count', '1', '--interval', '20'];
    const { child, finished } = startCommand(words, {
      SCIM_STORAGE_CONNECTION_STRING: tenant.service.connectionString,
    });
    const names: unknown[] = [];
    let rest = '';
    child.stdout?.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      names.push(...lines.map((line) => (JSON.parse(line) as { externalId: unknown }).externalId));
    });
    const until = async (length: number) => {
      while (names.length < length) await once(child.stdout ?? child, 'data');
    };
    await until(1);
    for (const [index, name] of ['third', 'fourth', 'fifth'].entries()) {
      // It may be printed before the answer to it is here.
      await followed.send('POST', '/Users', person(name));
      await until(2 + index);
    }
    child.kill('SIGINT');
    expect(await finished).toMatchObject({ code: 0, err: '' });
    expect(names).toEqual(['second', 'third', 'fourth', 'fifth'].map((name) => `ext-${name}`));
  });

  test('shows of what is new only what is wanted', async () => {
    const words = [
      'log',
      '--tenant',
      tenant.name,
      '--follow',
      '--count',
      '0',
      '--interval',
      '20',
      '--action',
      'refused',
    ];
    const { child, finished } = startCommand(words, {
      SCIM_STORAGE_CONNECTION_STRING: tenant.service.connectionString,
    });
    // It looks first at the entries that exist: what it prints was written later.
    const printed = once(child.stdout ?? child, 'data');
    let writing = true;
    const write = async () => {
      while (writing) {
        await client.send(
          'PATCH',
          `/Users/${id}`,
          patch({ op: 'replace', path: `${uniflow}:pin`, value: 'x' }),
        );
        await client.send(
          'PATCH',
          `/Users/${id}`,
          patch({ op: 'replace', path: 'title', value: String(Math.random()) }),
        );
      }
    };
    const written = write();
    await printed;
    writing = false;
    await written;
    child.kill('SIGTERM');
    const { out } = await finished;
    const actions = linesOf(out).map((line) => line.split(/ {2,}/)[1]);
    expect(new Set(actions)).toEqual(new Set(['refused']));
  });
});

test('at a terminal there are headings and colours', async () => {
  const cli = join(import.meta.dirname, '../../dist/cli.js');
  const environment = {
    ...process.env,
    SCIM_STORAGE_CONNECTION_STRING: tenant.service.connectionString,
    NO_COLOR: '',
  };
  // The terminal is one that says so: what is told by isTTY.
  const preload = `data:text/javascript,${encodeURIComponent(
    'process.stdout.isTTY = true; process.stdout.columns = 90;',
  )}`;
  const child = spawn(process.execPath, ['--import', preload, cli, 'log', '--tenant', tenant.name], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  await once(child, 'close');
  expect(text).toContain('\u001b[1mTIME');
  expect(text).toContain('\u001b[31mrefused');
  // oxlint-disable-next-line no-control-regex
  for (const line of text.replace(/\u001b\[\d+m/g, '').split('\n'))
    expect(line.length).toBeLessThanOrEqual(90);
});
