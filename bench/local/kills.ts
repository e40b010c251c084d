import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { tableConnectionString } from '../../cli/host/azurite.ts';
import { readAccountKey } from '../../cli/host/tables/accountKey.ts';
import { readHolder } from '../../cli/host/tables/dataFolder.ts';
import { newKeys, root } from '../../cli/settings.ts';
import { isObject, parseJson, textOf } from '../../shared/scim/json.ts';
import { readDocumentRow } from '../../shared/store/documentRow.ts';
import { userRows } from '../../shared/store/userRows.ts';
import { openTable } from '../../shared/store/tables.ts';
import { bodyOf } from '../people.ts';

/**
 * Kills the service or its storage again and again while eight clients create users, and counts the users at the end.
 */
export async function killService(folder: string, kills: number): Promise<object> {
  const keys = newKeys();
  const acknowledged: string[] = [];
  let next = 0;
  let token = '';
  for (let kill = 0; kill < kills; kill += 1) {
    const { child, url, secretToken } = await start(folder, keys);
    token = secretToken ?? token;
    const writing = Array.from({ length: 8 }, async () => {
      for (;;) {
        const id = await create(url, token, (next += 1));
        if (id === undefined) return;
        acknowledged.push(id);
      }
    });
    await sleep(200 + Math.random() * 800);
    const victim = kill % 2 === 0 ? child.pid : readHolder(folder)?.pid;
    if (victim !== undefined) process.kill(victim, 'SIGKILL');
    await Promise.all(writing);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    // The storage of a service that was killed ends by itself.
    await sleep(1_000);
  }
  const { child } = await start(folder, keys);
  const counted = await count(folder, acknowledged);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { kills, acknowledged: acknowledged.length, ...counted };
}

async function start(
  folder: string,
  keys: object,
): Promise<{ child: ChildProcess; url: string; secretToken: string | undefined }> {
  const words = ['start', '--json', '--port', '0', '--storage-port', '0', '--data', folder];
  const unlimited = {
    SCIM_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
    SCIM_TENANT_REQUESTS_PER_SECOND: '0',
    SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '0',
  };
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...words], {
    env: { ...process.env, ...keys, ...unlimited },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const told = parseJson(line);
    if (!isObject(told)) break;
    const { tenantUrl, secretToken } = told;
    return {
      child,
      url: textOf(tenantUrl),
      secretToken: typeof secretToken === 'string' ? secretToken : undefined,
    };
  }
  throw new Error('The service did not start.');
}

/** Undefined if the service or its storage is gone. */
async function create(url: string, token: string, n: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      body: bodyOf(n),
      signal: AbortSignal.timeout(20_000),
    });
    const body = parseJson(await answer.text());
    return answer.status === 201 && isObject(body) ? textOf(body.id) : undefined;
  } catch {
    return undefined;
  }
}

async function count(folder: string, acknowledged: readonly string[]): Promise<object> {
  const connectionString = tableConnectionString(
    readHolder(folder)?.port ?? 0,
    '127.0.0.1',
    readAccountKey(folder),
  );
  const table = await openTable({ connectionString }, 'scimUsers');
  const rows = new Map<string, Record<string, unknown>>();
  for await (const row of table.listEntities()) rows.set(String(row.rowKey), row);
  const users = [...rows].filter(([key]) => key.startsWith('i:')).map(([, row]) => readDocumentRow(row));
  const wanted = new Set(users.flatMap((user) => [...userRows(user).keys()]));
  const found = [...rows.keys()].filter((key) => /^[uinec]:/.test(key));
  const half =
    found.filter((key) => !wanted.has(key)).length + [...wanted].filter((key) => !rows.has(key)).length;
  return { users: users.length, lost: acknowledged.filter((id) => !rows.has(`i:${id}`)).length, half };
}
