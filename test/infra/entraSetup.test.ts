import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { command, startService, type RunningService } from '../support/service.ts';
import { emptyGraph, firstSchema, startGraph, type Pair } from './standIn/graph.ts';

const script = join(import.meta.dirname, '../../infra/entra/setup.mjs');
const graphToken = 'token-for-graph-which-is-secret';
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User:';

let service: RunningService;
let graph: Awaited<ReturnType<typeof startGraph>>;
/** What `client add demo --json` printed. */
let client: string;
let refuse: string | undefined;

/** What Entra's Test connection asks, with the credentials that it was given. */
async function testConnection(pairs: readonly Pair[]): Promise<string | undefined> {
  if (refuse !== undefined) return refuse;
  const of = (key: string) => pairs.find((pair) => pair.key === key)?.value;
  const answer = await fetch(`${String(of('BaseAddress'))}/Users?filter=userName+eq+%22nobody%22`, {
    headers: { authorization: `Bearer ${String(of('SecretToken') ?? of('Oauth2AccessToken'))}` },
  });
  return answer.status === 200 ? undefined : `The service answers ${answer.status}.`;
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly changes: readonly string[];
}

async function run(input: string, ...words: string[]): Promise<Run> {
  graph.changes.length = 0;
  const flags = ['--graph', graph.address, '--poll-ms', '1', ...words];
  const child = spawn(process.execPath, [script, ...flags], {
    env: { PATH: process.env.PATH, GRAPH_TOKEN: graphToken },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.err += text));
  child.stdin.on('error', () => undefined).end(input);
  await once(child, 'close');
  for (const secret of secretsOf(input)) expect(JSON.stringify(printed)).not.toContain(secret);
  return { code: child.exitCode, ...printed, changes: [...graph.changes] };
}

function secretsOf(input: string): readonly string[] {
  const secrets = [...input.matchAll(/"(?:clientSecret|secretToken)": ?"([^"]+)"/g)].map(
    ([, secret = '']) => secret,
  );
  return [...secrets, graphToken];
}

const rowsOfUsers = () =>
  graph.state.schema.synchronizationRules[0]?.objectMappings.find((one) => one.sourceObjectName === 'User')
    ?.attributeMappings ?? [];
const sourceOf = (target: string) =>
  rowsOfUsers().find((one) => one.targetAttributeName === target)?.source.expression;
const secretOf = (key: string) => graph.state.secrets.find((pair) => pair.key === key)?.value;

beforeAll(async () => {
  service = await startService();
  graph = await startGraph(graphToken, testConnection);
  const { stdout } = await command(service, 'client', 'add', 'demo', '--json');
  // The command can't know on which port the service is.
  client = stdout.replaceAll('http://localhost:7071', service.url);
});
afterAll(async () => {
  graph.close();
  await service.stop();
});
beforeEach(() => {
  graph.state = emptyGraph();
  Object.assign(graph, { silentAfter: Infinity, unknownYet: 0, throttled: 0, lost: 0 });
  refuse = undefined;
});

const everyChange = [
  'POST /applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate',
  'POST /servicePrincipals/sp-1/synchronization/jobs',
  'PUT /servicePrincipals/sp-1/synchronization/secrets',
  'PUT /servicePrincipals/sp-1/synchronization/jobs/scim.1/schema',
];

test('makes application, job, credentials and mapping, and the second run changes nothing', async () => {
  graph.unknownYet = 2;
  graph.throttled = 1;
  const first = await run(client, '--name', "Contoso's printers");
  expect({ code: first.code, err: first.code === 0 ? '' : first.err }).toEqual({ code: 0, err: '' });
  expect(first.changes).toEqual(everyChange);
  expect(JSON.parse(first.out)).toEqual({ application: 'app-1', servicePrincipal: 'sp-1', job: 'scim.1' });
  expect(graph.state.applications[0]?.displayName).toBe("Contoso's printers");
  expect(graph.state.job?.schedule.state).toBe('Disabled');
  const before = structuredClone(graph.state);
  const second = await run('', '--name', "Contoso's printers");
  expect({ code: second.code, changes: second.changes, out: second.out }).toEqual({
    code: 0,
    changes: [],
    out: first.out,
  });
  expect(graph.state).toEqual(before);
});

test('an application whose making was answered 503 is not made twice: the next run finds it', async () => {
  graph.lost = 1;
  const first = await run(client, '--name', 'Contoso');
  expect(first).toMatchObject({ code: 1, err: expect.stringContaining('Run it again') as unknown });
  const second = await run(client, '--name', 'Contoso');
  expect({ code: second.code, applications: graph.state.applications.length }).toEqual({
    code: 0,
    applications: 1,
  });
});

test('a client is saved with a first access token, as Entra begins without one otherwise', async () => {
  await run(client, '--name', 'Contoso', '--notify', 'it@contoso.example', '--delete-threshold', '20');
  const { clientId, clientSecret, tokenEndpoint, tenantUrl } = JSON.parse(client) as Record<string, string>;
  expect(Object.fromEntries(graph.state.secrets.map(({ key, value }) => [key, value]))).toEqual({
    BaseAddress: tenantUrl,
    Oauth2ClientId: clientId,
    Oauth2ClientSecret: clientSecret,
    Oauth2TokenExchangeUri: tokenEndpoint,
    Oauth2AccessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as unknown,
    Oauth2AccessTokenCreationTime: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    SyncNotificationSettings:
      '{"Enabled":true,"Recipients":"it@contoso.example","DeleteThresholdEnabled":true,"DeleteThresholdValue":20}',
    SyncAll: 'false',
  });
});

test('a secret token is saved, and all users may be provisioned', async () => {
  const { tenantUrl, token: secretToken } = service;
  const made = await run(
    JSON.stringify({ tenantUrl, secretToken }),
    '--name',
    'Contoso',
    '--everybody',
    '--start',
  );
  expect(made.changes.at(-1)).toBe('POST /servicePrincipals/sp-1/synchronization/jobs/scim.1/start');
  expect([secretOf('SecretToken'), secretOf('SyncAll'), secretOf('Oauth2ClientId')]).toEqual([
    secretToken,
    'true',
    undefined,
  ]);
});

test('--dry-run changes nothing, before and after', async () => {
  const before = await run(client, '--name', 'Contoso', '--dry-run', '--start');
  expect({ code: before.code, changes: before.changes, out: before.out }).toEqual({
    code: 0,
    changes: [],
    out: '',
  });
  for (const step of [
    'make the enterprise application',
    'make the provisioning job',
    'save the client credentials',
  ])
    expect(before.err).toContain(step);
  expect(before.err).toContain('would write the mapping');
  expect(graph.state).toEqual(emptyGraph());
  await run(client, '--name', 'Contoso');
  const after = await run('', '--name', 'Contoso', '--dry-run', '--card', 'employeeId');
  expect({ code: after.code, changes: after.changes }).toEqual({ code: 0, changes: [] });
  expect(after.err).toContain('would write the mapping');
});

test('after an interruption at any change the same command goes on, and makes nothing twice', async () => {
  for (const lost of everyChange.keys()) {
    graph.state = emptyGraph();
    graph.silentAfter = lost + 1;
    const cut = await run(client, '--name', 'Contoso');
    expect({ lost, code: cut.code }).toEqual({ lost, code: 1 });
    graph.silentAfter = Infinity;
    const again = await run(client, '--name', 'Contoso');
    expect({ lost, code: again.code, made: graph.state.applications.length }).toEqual({
      lost,
      code: 0,
      made: 1,
    });
    expect(sourceOf('externalId')).toBe('[objectId]');
    expect(secretOf('BaseAddress')).toBe(service.tenantUrl);
  }
});

describe('the mapping', () => {
  test('is ours with the other rows, the scope and the ids of the job; groups are on', async () => {
    await run(client, '--name', 'Contoso');
    const [rule] = graph.state.schema.synchronizationRules;
    expect(rule?.id).toBe(firstSchema.synchronizationRules[0]?.id);
    expect(rule?.objectMappings.map(({ enabled, scope }) => [enabled, scope])).toEqual([
      [true, null],
      [true, { categoryFilterGroups: [] }],
    ]);
    expect(rule?.objectMappings[0]?.attributeMappings.map((row) => row.targetAttributeName)).toEqual([
      ...['displayName', 'externalId', 'members'],
    ]);
    expect(sourceOf('phoneNumbers[type eq "fax"].value')).toBe('[facsimileTelephoneNumber]');
    expect(sourceOf(`${uniflow}localUsername`)).toBe('[mailNickname]');
    const matching = rowsOfUsers().filter((one) => one.matchingPriority > 0);
    expect(matching.map((one) => [one.matchingPriority, one.targetAttributeName]).toSorted()).toEqual([
      [1, 'externalId'],
      [2, 'userName'],
    ]);
  });

  test('has groups off with --no-groups', async () => {
    await run(client, '--name', 'Contoso', '--no-groups');
    const [rule] = graph.state.schema.synchronizationRules;
    expect(rule?.objectMappings.map(({ enabled }) => enabled)).toEqual([false, true]);
  });

  test('of a job without a mapping of groups gets ours', async () => {
    const [rule] = firstSchema.synchronizationRules;
    if (rule === undefined) throw new Error('There is no rule.');
    const [, users] = rule.objectMappings;
    const usersOnly = { ...rule, objectMappings: users === undefined ? [] : [users] };
    graph.state.schema = { ...firstSchema, synchronizationRules: [usersOnly] };
    await run(client, '--name', 'Contoso');
    const merged = graph.state.schema.synchronizationRules[0]?.objectMappings;
    expect(merged?.map(({ sourceObjectName, enabled }) => [sourceObjectName, enabled])).toEqual([
      ['User', true],
      ['Group', true],
    ]);
  });

  test('has cards, PINs and codes only if their source is named, and hides the secrets', async () => {
    await run(client, '--name', 'Contoso');
    for (const name of ['cardNumber', 'pin', 'cardRegistrationCode'])
      expect(sourceOf(uniflow + name)).toBeUndefined();
    const named = ['--card', 'extensionAttribute7', '--pin', 'extensionAttribute8', '--code', 'employeeId'];
    await run('', '--name', 'Contoso', ...named);
    expect(['cardNumber', 'pin', 'cardRegistrationCode'].map((name) => sourceOf(uniflow + name))).toEqual([
      '[extensionAttribute7]',
      'Redact([extensionAttribute8])',
      'Redact([employeeId])',
    ]);
  });

  test('of a job that has run stays, until --replace-mapping', async () => {
    await run(client, '--name', 'Contoso', '--start');
    graph.state.schema = firstSchema;
    const kept = await run('', '--name', 'Contoso');
    expect({ code: kept.code, changes: kept.changes }).toEqual({ code: 0, changes: [] });
    expect(kept.err).toContain('--replace-mapping writes ours');
    await run('', '--name', 'Contoso', '--replace-mapping');
    expect(sourceOf('externalId')).toBe('[objectId]');
  });
});

describe('says in a sentence what is wrong', () => {
  test('Entra refuses the credentials: nothing is saved, and no secret is repeated', async () => {
    const { clientSecret } = JSON.parse(client) as Record<string, string>;
    refuse = `We received this unexpected response with ${String(clientSecret)}`;
    const refused = await run(client, '--name', 'Contoso');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('was refused (400): Refused: We received this unexpected response with …');
    expect(graph.state.secrets).toEqual([]);
  });

  test('the service refuses the client', async () => {
    const wrong = client.replace(/"clientSecret":"[^"]*"/, '"clientSecret":"wrong-client-secret"');
    const refused = await run(wrong, '--name', 'Contoso');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('/oauth2/token gives no access token (401 invalid_client).');
  });

  test('two applications have the name', async () => {
    const one = { id: 'a', appId: 'a', displayName: 'Contoso', template: '' };
    graph.state.applications = [one, { ...one, id: 'b' }];
    const run1 = await run(client, '--name', 'Contoso');
    expect({ code: run1.code, changes: run1.changes }).toEqual({ code: 1, changes: [] });
    expect(run1.err).toContain('There are 2 enterprise applications named "Contoso".');
  });

  test.each([
    ['', [], 1, 'Say with --name'],
    ['no JSON', ['--name', 'x'], 1, 'What is piped in is no JSON.'],
    ['{"tenantUrl":"https://x/scim/y"}', ['--name', 'x'], 1, 'has neither "clientId"'],
    ['', ['--name', 'x', '--card', '[a]'], 1, '--card is the name of one attribute'],
    ['', ['--name', 'x', '--delete-threshold', 'many'], 1, '--delete-threshold is a number.'],
    [
      '',
      ['--name', 'x', '--graph', 'http://elsewhere.example'],
      1,
      '--graph is an address that begins with https://.',
    ],
    ['', ['--secret-token', 'x'], 2, "Unknown option '--secret-token'"],
  ])('%s %j', async (input, words, code, said) => {
    const refused = await run(input, ...words);
    expect({ code: refused.code, changes: refused.changes }).toEqual({ code, changes: [] });
    expect(refused.err).toContain(said);
    expect(refused.err).not.toContain('    at ');
  });
});
