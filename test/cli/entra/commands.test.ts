import { parse } from 'csv-parse/sync';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlainScimServer } from '../../support/entra/plainScimServer.ts';
import { runHere } from '../../support/runHere.ts';

const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
const pin = '08151234';

// Typed, unlike vitest's own.
const containing = (text: string): unknown => expect.stringContaining(text);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const arrayWith = (items: readonly unknown[]): unknown => expect.arrayContaining([...items]);

let server: PlainScimServer;
let folder: string;
beforeEach(async () => {
  server = await PlainScimServer.start({ hidden: [`${uniflow}:pin`] });
  folder = await mkdtemp(join(tmpdir(), 'entra-'));
  await people('1,a@x.example,Ann,', `2,b@x.example,Bo,${pin}`, '3,c@x.example,Cy,');
  await writeFile(join(folder, 'groups.csv'), 'objectId,displayName\ng,Team\n');
  await writeFile(join(folder, 'members.csv'), 'groupId,memberId\ng,1\n');
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const people = (...rows: readonly string[]) =>
  writeFile(
    join(folder, 'users.csv'),
    ['objectId,userPrincipalName,displayName,extensionAttribute2', ...rows].join('\n'),
  );
const state = () => ['--state', join(folder, 'job')];

function run(command: string, ...words: readonly string[]) {
  return runHere(['entra', command, ...words, ...state()], { SCIM_TOKEN: server.token });
}

function cycle(...words: readonly string[]) {
  const target = ['--tenant-url', server.tenantUrl, '--source', folder, '--rate', '1000'];
  return run('cycle', ...target, ...words);
}

async function json(command: string, ...words: readonly string[]) {
  const { stdout } = await run(command, ...words, '--json');
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The service refuses Cy. */
function refuseCy() {
  server.conduct = ({ method, body }) =>
    method === 'POST' && body?.externalId === '3'
      ? { status: 400, body: { scimType: 'invalidValue', detail: 'Cy is not wanted' } }
      : undefined;
}

describe('entra cycle', () => {
  test('ends with 0 after a success, and the next one remembers what was told', async () => {
    const first = await cycle();
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/^\nInitial cycle: Succeeded after [\d.]+ s\n {2}4 created · 1 updated\n/);
    const second = await run('cycle');
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toMatch(/^\nIncremental cycle: Succeeded after [\d.]+ s\n {2}nothing to do\n/);
  });

  test('ends with 1 if an entry fails, and says why in the words of the service', async () => {
    refuseCy();
    const { code, stdout } = await cycle();
    expect(code).toBe(1);
    expect(stdout).toContain('3 created · 1 updated · 1 failed');
    expect(stdout).toContain('1 × invalidValue  400 invalidValue: Cy is not wanted\n    such as Cy\n');
  });

  test('keeps 25 requests under way at a time: at the default rate a service may take a second for each', async () => {
    await people(...Array.from({ length: 40 }, (_, n) => `${n},${n}@x.example,P${n},`));
    let waiting = 0;
    let open: () => void = () => undefined;
    const full = new Promise<void>((done) => (open = done));
    server.before = async ({ path }) => {
      if (!path.includes('externalId') || path.includes('-')) return;
      waiting += 1;
      if (waiting === 25) open();
      await full;
    };
    expect(await cycle()).toMatchObject({ code: 0 });
    expect(waiting).toBe(40);
  });

  test('in quarantine no cycle is due until its time has come, or a restart', async () => {
    await cycle();
    server.conduct = () => ({ status: 401 });
    const refused = await cycle();
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stdout).toContain('The job is in quarantine (EncounteredQuarantineException)');
    server.conduct = () => undefined;
    const early = await run('cycle');
    expect(early.code).toBe(3);
    expect(early.stdout).toMatch(
      /Its next cycle is due at \d{4}-[\dT:.-]+Z\. "[^"]+ entra restart --state \S+" ends/,
    );
    expect(await run('cycle', '--advance', '1h')).toMatchObject({ code: 0 });
    expect(await json('status')).toMatchObject({ status: 'Active' });
  });

  test('a wrong option or file ends with 2, and says what to correct', async () => {
    expect(await run('cycle')).toMatchObject({ code: 2, stderr: containing('--tenant-url') });
    await people('1,a@x.example,Ann,', '1,b@x.example,Bo,');
    const { code, stderr } = await cycle();
    expect(code).toBe(2);
    expect(stderr).toContain('users.csv, line 3: the objectId 1');
    const bad = ['cycle', '--tenant-url', server.tenantUrl, '--interval', 'soon'];
    expect(await run(bad[0] ?? '', ...bad.slice(1))).toMatchObject({ code: 2 });
  });

  test('an interrupted cycle continues, and its summary counts all of it', async () => {
    server.conduct = ({ method, body }) =>
      method === 'POST' && body?.externalId === '2'
        ? { status: 429, headers: { 'retry-after': '900' } }
        : undefined;
    const interrupted = await cycle('--parallel', '1');
    expect(interrupted).toMatchObject({ code: 1, stdout: '' });
    expect(interrupted.stderr).toMatch(
      /The cycle was interrupted\. "[^"]+ entra cycle --state \S+" continues it\./,
    );
    expect(interrupted.stderr).toContain('asks to wait for 900 seconds');
    server.conduct = () => undefined;
    const { code, stdout } = await run('cycle');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: containing('4 created · 1 updated') });
  });
});

describe('entra status', () => {
  test('is refused before the first cycle', async () => {
    const { code, stderr } = await run('status');
    expect(code).toBe(2);
    expect(stderr).toContain('contains no provisioning job');
  });

  test('says how the job stands, and when what failed is tried again', async () => {
    refuseCy();
    await cycle();
    expect(await json('status')).toMatchObject({
      status: 'Active',
      tenantUrl: server.tenantUrl,
      cycle: { kind: 'initial', result: 'EntryLevelErrors' },
      users: 2,
      groups: 1,
      staged: 0,
      escrow: [{ objectId: '3', label: 'Cy', code: 'invalidValue', attempts: 1 }],
    });
    const { code, stdout } = await run('status');
    expect(code).toBe(0);
    expect(stdout).toContain('The job is Active.');
    expect(stdout).toMatch(/Users linked +2\n/);
    expect(stdout).toMatch(/In escrow +1\n/);
    expect(stdout).toMatch(/Cy +invalidValue +\d{4}-\d\d-\d\dT[\d:]+Z +400 invalidValue: Cy is not wanted/);
  });
});

describe('entra log', () => {
  test('as a table has a line for each entry, and shows those that are asked for', async () => {
    refuseCy();
    await cycle();
    const { stdout } = await run('log');
    const [head, rule, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^Action +Status +HTTP +ms +Who +What$/);
    expect(rule).toMatch(/^─+$/);
    expect(lines.filter((line) => /^create +success +201 +\d+ +Ann +4 attributes$/.test(line))).toHaveLength(
      1,
    );
    expect(
      lines.filter((line) => /^other +failure +400 +\d+ +Cy +invalidValue: 400/.test(line)),
    ).toHaveLength(1);
    const shown = async (...words: readonly string[]) =>
      (await run('log', '--format', 'json', ...words)).stdout.trimEnd().split('\n');
    expect(await shown()).toHaveLength(5);
    expect(await shown('--status', 'failure')).toHaveLength(1);
    expect(await shown('--action', 'create')).toHaveLength(3);
    expect(await shown('--user', 'ANN')).toHaveLength(1);
    expect(await shown('--user', '1')).toHaveLength(1);
    expect(await shown('--count', '2')).toHaveLength(2);
    await run('cycle');
    expect(await shown('--last-cycle')).toEqual(['']);
  });

  test("as JSON has a line for each entry, in Microsoft Graph's form, and hides what the mapping redacts", async () => {
    await cycle();
    const { stdout } = await run('log', '--format', 'json', '--user', 'Bo');
    expect(JSON.parse(stdout)).toMatchObject({
      activityDateTime: matching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      provisioningAction: 'create',
      sourceIdentity: { id: '2', displayName: 'Bo', identityType: 'User' },
      targetIdentity: { id: server.user('b@x.example')?.id },
      targetSystem: { displayName: server.tenantUrl },
      provisioningStatusInfo: { status: 'success', errorInformation: null },
      provisioningSteps: [
        { provisioningStepType: 'import', status: 'success' },
        { provisioningStepType: 'scoping', status: 'success' },
        { provisioningStepType: 'matching', status: 'success' },
        { provisioningStepType: 'export', status: 'success' },
      ],
      modifiedProperties: arrayWith([
        { displayName: `${uniflow}:pin`, oldValue: null, newValue: '[Redact]' },
      ]),
    });
    expect(stdout).not.toContain(pin);
  });

  test('as CSV has the three files that the portal downloads, joined by changeId', async () => {
    refuseCy();
    await cycle();
    const rows = (text: string) => parse<Record<string, string>>(text, { columns: true });
    await run('log', '--csv-files', join(folder, 'csv'));
    expect(await readdir(join(folder, 'csv'))).toEqual([
      'ProvisioningLogs.csv',
      'ProvisioningLogs_ModifiedProperties.csv',
      'ProvisioningLogs_ProvisioningSteps.csv',
    ]);
    const [log = '', properties = '', steps = ''] = await Promise.all(
      ['', '_ModifiedProperties', '_ProvisioningSteps'].map((part) =>
        readFile(join(folder, 'csv', `ProvisioningLogs${part}.csv`), 'utf8'),
      ),
    );
    expect((await run('log', '--format', 'csv')).stdout).toBe(log);
    expect(log + properties + steps).not.toContain(pin);
    const [failure] = rows(log).filter(({ status }) => status === 'failure');
    expect(failure).toMatchObject({
      provisioningAction: 'other',
      errorCode: 'invalidValue',
      reason: '400 invalidValue: Cy is not wanted',
      sourceIdentityId: '3',
      sourceIdentity: 'Cy',
    });
    const [bo] = rows(log).filter(({ sourceIdentity }) => sourceIdentity === 'Bo');
    const of = (text: string) => rows(text).filter(({ changeId }) => changeId === bo?.changeId);
    expect(of(steps).map(({ name, status }) => `${name} ${status}`)).toEqual([
      ...['import success', 'scoping success', 'matching success', 'export success'],
    ]);
    expect(of(properties)).toContainEqual(
      expect.objectContaining({ displayName: 'userName', oldValue: '', newValue: 'b@x.example' }),
    );
  });
});

describe('entra restart', () => {
  test('forgets failures and begins with an initial cycle, in which everybody is read again', async () => {
    refuseCy();
    await cycle();
    server.conduct = () => undefined;
    const restarted = await run('restart');
    expect(restarted.stdout).toContain('The next cycle is an initial one. Forgotten: 1 failure.');
    const before = server.seen.length;
    expect(await cycle()).toMatchObject({ code: 0, stdout: containing('Initial cycle') });
    const paths = server.seen
      .slice(before)
      .map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`);
    expect(paths).toContain(`GET /Users/${String(server.user('a@x.example')?.id)}`);
    expect(server.user('c@x.example')).toBeDefined();
  });

  test('--full forgets the links, too: everybody is matched again, and nobody made twice', async () => {
    await cycle();
    expect((await run('restart', '--full')).stdout).toContain('Forgotten: 0 failures and 4 links.');
    const before = server.seen.length;
    expect(await cycle()).toMatchObject({ code: 0 });
    const matches = server.seen
      .slice(before)
      .filter(({ path }) => path.includes('filter=externalId+eq+%221%22'));
    expect(matches).toHaveLength(1);
    expect(server.users.size).toBe(3);
    expect((await run('verify')).code).toBe(0);
  });
});

test('entra on-demand shows each step of one person, and verify what the service lacks', async () => {
  await cycle();
  server.users.delete(String(server.user('b@x.example')?.id));
  const lacking = await run('verify');
  expect(lacking).toMatchObject({ code: 1, stdout: matching(/user +stored +missing +Bo/) });
  const { code, stdout } = await run('on-demand', 'b@x.example');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\nBo {2}create, success\n {2}✔ import +The user was read from the directory\.\n/);
  expect(stdout).toContain(`${uniflow}:pin: [Redact]`);
  expect((await run('verify')).stdout).toContain(
    'The service stores what the directory has: 3 people, 1 group',
  );
});

test('entra test-connection and entra sample', async () => {
  const connected = await run('test-connection', '--tenant-url', server.tenantUrl);
  expect(connected).toMatchObject({ code: 0, stdout: containing('are authorized') });
  const made = join(folder, 'sample');
  const sample = () => runHere(['entra', 'sample', made, '--users', '5', '--groups', '1'], {});
  expect(await sample()).toMatchObject({ code: 0 });
  expect(await sample()).toMatchObject({ code: 2, stderr: containing('--replace') });
  expect((await cycle('--source', made)).code).toBe(0);
  expect(server.users.size).toBe(5);
});

test('entra validate prints its checks with the exchanges of those that failed, as JSON and as JUnit, too', async () => {
  const target = ['--tenant-url', server.tenantUrl, '--rate', '1000'];
  const { code, stdout } = await run('validate', ...target, '--junit', join(folder, 'scim.xml'));
  expect(code).toBe(1);
  expect(stdout).toMatch(/\n {2}✔ create a user +Entra creates with POST\./);
  expect(stdout).toMatch(
    /\n {2}✘ remove an attribute, with the flag .+\n {6}PATCH \S+\/Users\/\S+\n {8}\{.+\n {6}→ 200 /,
  );
  expect(stdout).toMatch(/\n\d+ passed · 1 failed · \d+ with a warning · 0 skipped\n$/);
  expect(await readFile(join(folder, 'scim.xml'), 'utf8')).toMatch(/tests="\d+" failures="1"/);
  expect(await json('validate', ...target)).toMatchObject({
    tenantUrl: server.tenantUrl,
    counts: { fail: 1, skipped: 0 },
    checks: arrayWith([expect.objectContaining({ group: 'Users', name: 'create a user', verdict: 'pass' })]),
  });
});
