/**
 * `npm run bench:local [users,…]`: the service on the local storage, with its data on the disk: p50 of what clients do,
 * the start, the memory, and an initial load of 10,000 users.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTableServer } from '../cli/host/azurite.ts';
import { prepareFolder, readHolder } from '../cli/host/tables/dataFolder.ts';
import { openDatabase } from '../cli/host/tables/database.ts';
import { newKeys } from '../cli/settings.ts';
import { byExternalId, byUserName } from './operations/reads.ts';
import { createRequest, patchTitle } from './operations/writes.ts';
import type { ScimRequest } from './operations/operation.ts';
import { median } from './measure/statistics.ts';
import { firstNewPerson } from './people.ts';
import { enableTenants, sceneOf, serviceSettings } from './scene.ts';
import { fill, rowsOf, type FilledRow } from './storage/fillAtStart.ts';
import { population } from './storage/population.ts';
import { startInProcess } from './ways/inProcess.ts';
import type { Way } from './ways/way.ts';

const [, , sizes = '1000,10000,50000'] = process.argv;
const keys = newKeys();
Object.assign(process.env, keys);

for (const users of sizes.split(',').map(Number)) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-local-'));
  try {
    await measure(folder, users);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string, users: number): Promise<void> {
  const people = population(1, users);
  const rows: FilledRow[] = [];
  for await (const row of rowsOf(people)) rows.push(row);
  prepareFolder(folder);
  openDatabase(folder, (database) => {
    fill(database, rows);
  }).close();

  const began = performance.now();
  const server = await startTableServer({ port: 0, hostname: '127.0.0.1', location: folder });
  const start = performance.now() - began;
  try {
    const { connectionString } = server;
    const credentials = await enableTenants(people, connectionString);
    const scene = sceneOf(people, connectionString, keys);
    const way = await startInProcess(serviceSettings(connectionString, keys), credentials);
    const [tenant = ''] = people.tenants;
    const timed = (request: (n: number) => ScimRequest, rounds = 60) => timedOn(way, folder, request, rounds);
    const times = {
      'page of 100': await timed((n) => page(tenant, 1 + ((n * 7_919) % Math.max(1, Math.min(users, 900))))),
      'last page of 100': await timed(() => page(tenant, users - 99), 5),
      userName: await timed((n) => byUserName.request(scene, n)),
      externalId: await timed((n) => byExternalId.request(scene, n)),
      POST: await timed((n) => createRequest(tenant, firstNewPerson + n)),
      PATCH: await timed((n) => patchTitle.request(scene, n)),
    };
    console.log(
      `${users} users: start ${start.toFixed(0)} ms, memory ${memoryOf(folder)} MB, p50 in ms:`,
      times,
    );
    if (users !== 10_000) return;
    const loading = performance.now();
    await load(way, tenant, users);
    console.log(
      `initial load of ${users} users: ${((performance.now() - loading) / 1_000).toFixed(1)} s, memory ${memoryOf(folder)} MB`,
    );
  } finally {
    await server.close();
  }
}

function page(tenant: string, startIndex: number): ScimRequest {
  return {
    functionName: 'listUsers',
    method: 'GET',
    tenant,
    path: `/Users?startIndex=${startIndex}&count=100`,
    status: 200,
  };
}

/** In milliseconds: the median, and the processor time, which other programs do not lengthen. */
async function timedOn(
  way: Way,
  folder: string,
  request: (n: number) => ScimRequest,
  rounds: number,
): Promise<string> {
  const times: number[] = [];
  const busy = busyOf(folder);
  for (let n = 0; n < rounds; n += 1) {
    const send = way.prepare(request(n));
    const began = performance.now();
    await send();
    times.push(performance.now() - began);
  }
  const used = (busyOf(folder) - busy) / rounds;
  return `${median(times.slice(rounds / 5)).toFixed(2)} (on a processor ${used.toFixed(2)})`;
}

/** Milliseconds on a processor of the service, which is this process, and of the storage's main thread. */
function busyOf(folder: string): number {
  const { user, system } = process.cpuUsage();
  const [nanoseconds = '0'] = readFileSync(`/proc/${readHolder(folder)?.pid ?? 0}/schedstat`, 'utf8').split(
    ' ',
  );
  return (user + system) / 1_000 + Number(nanoseconds) / 1_000_000;
}

async function load(way: Way, tenant: string, users: number): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < users) {
      const number = firstNewPerson + 1_000_000 + next;
      next += 1;
      await way.prepare(createRequest(tenant, number))();
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
}

/** Of the storage's process. */
function memoryOf(folder: string): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(readHolder(folder)?.pid ?? 0)]);
  return Math.round(Number(stdout.toString()) / 1_024);
}
