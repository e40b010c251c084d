import { createClient } from './client.ts';
import { noting } from './created.ts';
import type { Clients } from './cycle.ts';
import { incrementalCycle, initialCycle } from './cycle.ts';
import { directory } from './directory.ts';
import { ProvisioningFailure } from './failure.ts';
import { nextDay } from './nextDay.ts';
import { secretsOf } from './person.ts';
import { cycleTable, storedTable, summary, verdict } from './report.ts';
import { painter, wantsColour } from './table.ts';
import { verify } from './verify.ts';
import type { Exchange } from './wire.ts';

/** Where to provision to, and where to write the account of it. */
export interface DemoOptions {
  /** The provisioning tenant URL of an empty tenant. */
  readonly tenantUrl: string;
  /** The provisioning secret token. */
  readonly token: string;
  readonly write: (text: string) => void;
  /** Is given the ids of whom the service has made, and not removed again. */
  readonly created?: Set<string>;
  /** Whether to colour; by default where stdout is a terminal and NO_COLOR is not set. */
  readonly colour?: boolean;
}

async function provision(demo: DemoOptions): Promise<boolean> {
  const { tenantUrl, token, write, colour, created = new Set() } = demo;
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
  const open = (url: string) => noting(createClient({ ...options, tenantUrl: url }), created);
  const client = open(tenantUrl);
  const clients: Clients = [client, open(flagged)];

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
