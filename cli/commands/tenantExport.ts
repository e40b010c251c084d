import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { exportUsers, type ExportedUsers } from '../../shared/jobs/backup/backUp.ts';
import type { JsonObject } from '../../shared/scim/json.ts';
import { userType } from '../../shared/tenants/tenant.ts';
import { beingRemoved, requireTenant } from '../../shared/tenants/change.ts';
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
    .description('export the users of a tenant as JSON, one per line, without PINs and codes')
    .argument(...tenantName)
    .argument('[file]', 'new file that only you can read (default: standard output)')
    .action(exportTenant);
}

/** `uniflow-scim tenant export <tenant>`: the summary goes to standard error. */
async function exportTenant(name: string, file: string | undefined): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const tenant = await requireTenant(await openTenants(settings), name);
  if (tenant.removing !== undefined) throw beingRemoved(tenant);
  const partition = { table: await openUsers(settings), tenant: name, signal: new AbortController().signal };
  exitWhenReaderCloses();
  const users = exportUsers(partition, userType(tenant), url);
  const { exported, damaged } = await (file === undefined
    ? writeUsers(users, writeOut)
    : writeFile(file, users));
  tell(
    `${file ?? `Tenant "${name}"`}: ${counted(exported, 'user')}. PINs and codes are not among what is exported.`,
  );
  for (const rowKey of damaged) tell(`Attention: ${rowKey} can't be read, and is left out.`);
  if (damaged.length > 0) process.exitCode = exitCode.failed;
}

/** Writes to a temporary name first: an interrupted export must not look complete. */
async function writeFile(file: string, users: AsyncIterable<ExportedUsers>): Promise<Written> {
  const part = `${file}.part`;
  await requireNoFile(file);
  const handle = await openFile(part, 'wx');
  try {
    const written = await writeUsers(users, (text) => handle.appendFile(text))
      .finally(() => handle.sync())
      .finally(() => handle.close());
    await requireNoFile(file);
    await rename(part, file);
    return written;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

interface Written {
  readonly exported: number;
  /** Row keys of damaged users. */
  readonly damaged: readonly string[];
}

async function writeUsers(
  pages: AsyncIterable<ExportedUsers>,
  write: (text: string) => Promise<void>,
): Promise<Written> {
  let exported = 0;
  const damaged: string[] = [];
  for await (const page of pages) {
    await write(page.users.map(lineOf).join(''));
    exported += page.users.length;
    damaged.push(...page.damaged);
  }
  return { exported, damaged };
}

/** Escapes U+2028 and U+2029, which many line readers take for line ends. */
function lineOf(user: JsonObject): string {
  return `${JSON.stringify(user).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

/** Waits for a slow reader, so that a tenant need not fit into memory. */
async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}
