import { once } from 'node:events';
import { rename, rm, type FileHandle } from 'node:fs/promises';
import type { Command } from 'commander';
import { exportTenant, type Exported } from '../../shared/jobs/backup/exportTenant.ts';
import { beingRemoved, requireTenant } from '../../shared/tenants/change.ts';
import { audited } from '../audited.ts';
import { counted } from '../counted.ts';
import { exitCode } from '../exitCode.ts';
import { exitWhenReaderCloses } from '../waitForOutput.ts';
import { openFile, requireNoFile } from '../openFile.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { tenantUrl } from '../tenantUrl.ts';
import { tenantName } from './command.ts';

export function registerTenantExport(tenant: Command): void {
  tenant
    .command('export')
    .description('export the users and groups of a tenant as JSON, one per line, without PINs and codes')
    .argument(...tenantName)
    .argument('[file]', 'new file that only you can read (default: standard output)')
    .action(writeExport);
}

/** `uniflow-scim tenant export <tenant>`: the summary goes to standard error. */
async function writeExport(name: string, file: string | undefined): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const table = await openTenants(settings);
  const tenant = await requireTenant(table, name);
  if (tenant.removing !== undefined) throw beingRemoved(tenant);
  const partition = { table: await openUsers(settings), tenant: name, signal: new AbortController().signal };
  exitWhenReaderCloses();
  const pieces = exportTenant(partition, tenant, url);
  const { users, groups, damaged } = await audited(table, { action: 'tenant.export', tenant: name }, () =>
    file === undefined ? writePieces(pieces, writeOut) : writeFile(file, pieces),
  );
  const what = `${counted(users, 'user')} and ${counted(groups, 'group')}`;
  tell(`${file ?? `Tenant "${name}"`}: ${what}. PINs and codes are not among what is exported.`);
  for (const rowKey of damaged) tell(`Attention: ${rowKey} can't be read, and is left out.`);
  if (damaged.length > 0) process.exitCode = exitCode.failed;
}

/** Writes to a temporary name first: an interrupted export must not look complete. */
async function writeFile(file: string, pieces: AsyncIterable<Exported>): Promise<Written> {
  const part = `${file}.part`;
  await requireNoFile(file);
  const handle = await openFile(part, 'wx');
  try {
    const written = await writeAndClose(handle, pieces);
    await requireNoFile(file);
    await rename(part, file);
    return written;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function writeAndClose(handle: FileHandle, pieces: AsyncIterable<Exported>): Promise<Written> {
  try {
    const written = await writePieces(pieces, (text) => handle.appendFile(text));
    await handle.sync();
    return written;
  } finally {
    await handle.close();
  }
}

type Written = Omit<Exported, 'text'>;

async function writePieces(
  pieces: AsyncIterable<Exported>,
  write: (text: string) => Promise<void>,
): Promise<Written> {
  let [users, groups] = [0, 0];
  const damaged: string[] = [];
  for await (const piece of pieces) {
    await write(piece.text);
    users += piece.users;
    groups += piece.groups;
    damaged.push(...piece.damaged);
  }
  return { users, groups, damaged };
}

/** Waits for a slow reader, so that a tenant need not fit into memory. */
async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}
