import { setTimeout as wait } from 'node:timers/promises';
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { openTable } from '../../shared/store/tables.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { person } from '../../test/support/people.ts';
import { enableTenant, type EnabledTenant } from '../../test/support/service.ts';
import { startServiceProcess } from '../../test/support/serviceProcess.ts';
import { endChild } from '../ways/child.ts';
import { cases, populations, type Hostile, type HostileCase, type TenantName } from './cases.ts';
import { measure, type Neighbour } from './neighbour.ts';

const seconds = 5;
/** What a credential may have under way at once of what takes long. */
const atOnce = 4;

/** What `watchLoop.ts` has seen since it was last asked. */
interface LoopFigures {
  /** Milliseconds of processor time for which the event loop was held at once. */
  readonly longestSlice: number;
  /** Bytes. */
  readonly rss: number;
}

export interface HostileFigures extends Neighbour, LoopFigures {
  readonly name: string;
  /** Answers by status. */
  readonly answers: readonly (readonly [number, number])[];
}

/** Valid requests that are as hard as they can be, at the default limits, and another tenant beside them. */
export async function besideHostileRequests(only: RegExp): Promise<readonly HostileFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'storm-'));
  const socket = join(folder, 'loop.sock');
  const service = await startServiceProcess({
    SCIM_TENANT_REQUESTS_PER_SECOND: '500',
    SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '250',
    STORM_WATCH_SOCKET: socket,
    NODE_OPTIONS: `--import ${join(import.meta.dirname, 'watchLoop.ts')}`,
  });
  try {
    const table = await openTable({ connectionString: service.connectionString }, 'scimTenants');
    const tokenOf = async (tenant: string, scope: 'provisioning' | 'read-only') =>
      (await addSecretToken(table, tenant, { label: 'Storm', scope, expires: undefined }, 'others')).token;
    const neighbour = await enableTenant(service, 'neighbour');
    await post(neighbour, person('neighbour'));
    const wanted = cases.filter(({ name }) => only.test(name));
    const users = new Map<TenantName, string>();
    for (const name of new Set(wanted.map(({ tenant }) => tenant)))
      users.set(name, await fill(await enableTenant(service, name), name));
    await measure(neighbour, 2); // Warm.
    const beside = async (name: string, run?: HostileCase): Promise<HostileFigures> => {
      await readLoop(socket);
      const storm = run === undefined ? undefined : start(await hostile(service.url, run, users, tokenOf));
      const figures = await measure(neighbour, seconds);
      const loop = await readLoop(socket);
      return { name, ...figures, ...loop, answers: (await storm?.end()) ?? [] };
    };
    const found = [await beside('nobody else')];
    for (const run of wanted) {
      found.push(await beside(run.name, run));
      // What is still being answered is not the next one's.
      await measure(neighbour, 1);
    }
    return found;
  } finally {
    await service.kill();
    await rm(folder, { recursive: true });
  }
}

async function hostile(
  url: string,
  run: HostileCase,
  users: ReadonlyMap<TenantName, string>,
  tokenOf: (tenant: string, scope: 'provisioning' | 'read-only') => Promise<string>,
): Promise<Hostile> {
  const { tenant } = run;
  const reads = run.requests('').every(({ method, path }) => method === 'GET' || path.endsWith('.search'));
  return {
    tenantUrl: `${url}/scim/${tenant}`,
    // A new one each time, without debts.
    token: await tokenOf(tenant, reads ? 'read-only' : 'provisioning'),
    requests: run.requests(users.get(tenant) ?? ''),
    atOnce,
  };
}

function start(message: Hostile) {
  const child = fork(join(import.meta.dirname, 'hostile.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let answers: HostileFigures['answers'] = [];
  child.on('message', (told: HostileFigures['answers']) => {
    answers = told;
  });
  child.send(message);
  return {
    async end() {
      await endChild(child);
      return answers;
    },
  };
}

/** Creates a tenant's users. @returns the id of one of them. */
async function fill(tenant: EnabledTenant, name: TenantName): Promise<string> {
  const bodies = [...populations[name]];
  let id = '';
  const send = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) id = await post(tenant, body);
  };
  await Promise.all([send(), send(), send(), send()]);
  return id;
}

async function post(tenant: EnabledTenant, body: object): Promise<string> {
  const { tenantUrl, token } = tenant;
  const response = await fetch(`${tenantUrl}/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify(body),
  });
  if (response.status === 429) {
    // Filling is not what is measured: it waits as it is told to.
    await wait(Number(response.headers.get('retry-after')) * 1_000);
    return post(tenant, body);
  }
  const answer: unknown = await response.json();
  if (typeof answer === 'object' && answer !== null && 'id' in answer) return String(answer.id);
  throw new Error(`A user was answered ${response.status}: ${JSON.stringify(answer)}`);
}

async function readLoop(socketPath: string): Promise<LoopFigures> {
  const found = await new Promise<unknown>((resolve, reject) => {
    request({ socketPath, path: '/' }, (response) => {
      json(response).then(resolve, reject);
    })
      .on('error', reject)
      .end();
  });
  if (typeof found === 'object' && found !== null && 'longestSlice' in found && 'rss' in found)
    return { longestSlice: Number(found.longestSlice), rss: Number(found.rss) };
  throw new Error('The service does not tell how its event loop does.');
}
