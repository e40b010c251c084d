import { enableTenant } from '../../shared/tenants/lifecycle.ts';
import { startLocalService } from '../localService.ts';
import { openTenants } from '../storage.ts';
import { tokenWish } from '../tokenWish.ts';
import { write, type Registration } from './command.ts';
import { createClient } from '../entra/client.ts';
import type { Clients } from '../entra/cycle.ts';
import { incrementalCycle, initialCycle } from '../entra/cycle.ts';
import { directory } from '../entra/directory.ts';
import { ProvisioningFailure } from '../entra/failure.ts';
import { nextDay } from '../entra/nextDay.ts';
import { secretsOf } from '../entra/person.ts';
import { cycleTable, storedTable, summary, verdict } from '../entra/report.ts';
import { painter, wantsColour } from '../entra/table.ts';
import { verify } from '../entra/verify.ts';
import type { Exchange } from '../entra/wire.ts';

export const registerDemo: Registration = (program) => {
  program
    .command('demo')
    .description('provision a sample directory as Entra would, in memory, and show it')
    .action(async () => {
      process.exitCode = (await demo()) ? 0 : 1;
    });
};

async function demo(): Promise<boolean> {
  const service = await startLocalService({
    port: 0,
    hostname: 'localhost',
    inMemory: true,
    logRequests: false,
  });
  try {
    const tenants = await openTenants(service.settings);
    const { token = '' } = await enableTenant(tenants, 'contoso', {}, tokenWish(service.settings));
    return await runDemo({ tenantUrl: `${service.host.url}/scim/contoso`, token, write });
  } finally {
    await service.close();
  }
}

/** Where to provision to, and where to write the account of it. */
export interface DemoOptions {
  /** The provisioning tenant URL of an empty tenant. */
  readonly tenantUrl: string;
  /** The provisioning secret token. */
  readonly token: string;
  readonly write: (text: string) => void;
  /** Whether to colour; by default where stdout is a terminal and NO_COLOR is not set. */
  readonly colour?: boolean;
}

async function provision({ tenantUrl, token, write, colour }: DemoOptions): Promise<boolean> {
  const paint = painter(colour ?? wantsColour(process.stdout, process.env.NO_COLOR));
  const heading = (text: string): void => {
    write(`\n${paint('bold', text)}\n\n`);
  };
  const exchanges: Exchange[] = [];
  const tomorrow = nextDay(directory);
  const options = {
    token,
    secrets: [...secretsOf(directory), ...secretsOf(tomorrow)],
    record: (exchange: Exchange): void => void exchanges.push(exchange),
  };
  const flagged = `${tenantUrl}${tenantUrl.includes('?') ? '&' : '?'}aadOptscim062020`;
  const client = createClient({ ...options, tenantUrl });
  const clients: Clients = [client, createClient({ ...options, tenantUrl: flagged })];

  heading(`Initial cycle: ${directory.length} people of Contoso → ${tenantUrl}`);
  const first = await initialCycle(clients, directory);
  write(`${cycleTable(first.log, paint)}\n\n${summary(first.log, exchanges)}\n`);

  heading('Incremental cycle: what the next day brings');
  const sent = exchanges.length;
  const second = await incrementalCycle(clients, directory, tomorrow, first);
  write(`${cycleTable(second.log, paint)}\n\n${summary(second.log, exchanges.slice(sent))}\n`);
  write(
    '* cannot be read back, so it is sent every time · flagged: with ?aadOptscim062020 on the tenant URL\n',
  );

  heading('What is stored');
  const remaining = new Set(tomorrow.map((person) => person.objectId));
  const removed = directory
    .filter((person) => !remaining.has(person.objectId))
    .map((person) => ({ person, id: first.links.get(person.objectId) }));
  const log = [...first.log, ...second.log];
  const verification = await verify({ client, directory: tomorrow, removed, log, exchanges });
  write(`${storedTable(verification.stored, paint)}\n\n${verdict(verification, paint)}\n`);
  return verification.differences.length === 0;
}

/**
 * Provisions the sample directory into a tenant as Entra would, for two days, and prints what happened and what is stored.
 *
 * @returns whether what is stored is what the directory says
 */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  try {
    return await provision(options);
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    options.write(`\n✘ ${error.message}\n`);
    return false;
  }
}
