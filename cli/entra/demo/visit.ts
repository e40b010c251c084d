import { readAddress } from '../../../shared/check/address.ts';
import { programName } from '../../programName.ts';
import { ProvisioningFailure } from '../failure.ts';
import type { EntryKind } from '../source/entry.ts';
import type { ProvisioningClient } from '../wire/client.ts';
import { servesGroups } from '../wire/discovery.ts';
import type { Created } from './created.ts';
import { demoMapping, openDemoClient, runDemo } from './demo.ts';
import { Leaving } from './leaving.ts';
import { countedKinds, lookAround, removeAll, whatIsLeft } from './samples.ts';

/** The tenant to provision into, and what stays there. */
export interface VisitOptions {
  /** As the administrator was given it. */
  readonly tenantUrl: string;
  /** As it was read, white space and all; undefined if nobody gave one. */
  readonly token: string | undefined;
  /** Whether the samples stay. */
  readonly keep: boolean;
  readonly write: (text: string) => void;
  readonly colour?: boolean;
}

/**
 * Provisions the sample directory into an existing tenant, shows it, and removes the samples again. It refuses a tenant with
 * other users or groups: the comparison covers all that is stored, and a customer's tenant is no place for samples.
 *
 * @returns whether the service stored what the directory has, and the tenant is left as requested.
 */
export async function visit({ tenantUrl, token, keep, write, ...more }: VisitOptions): Promise<boolean> {
  const leaving = new Leaving(() => {
    write(`\n${left}\n`);
  });
  try {
    const access = { tenantUrl: checkedUrl(tenantUrl), token: checkedToken(token) };
    const client = openDemoClient({ ...access, record: () => undefined });
    await client.testConnection(demoMapping(false));
    const kinds: readonly EntryKind[] = (await servesGroups(client.wire)) ? ['user', 'group'] : ['user'];
    await makeRoom(client, kinds, write);
    leaving.begin();
    const created: Created = new Map();
    const good = await runDemo({ ...access, write, ...more, created });
    write(`\n${keep ? kept : await leave(client, kinds, created)}\n`);
    leaving.done();
    return good;
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    write(`\n✘ ${error.message}\n`);
    return false;
  } finally {
    leaving.end();
  }
}

const next = 'The next run of the demo removes them first.';
const kept = `The samples stay in the tenant. ${next}`;
const left = `Samples may be left in the tenant. ${next}`;

/** Removes what an earlier run has left. @throws ProvisioningFailure if the tenant has anything else. */
async function makeRoom(
  client: ProvisioningClient,
  kinds: readonly EntryKind[],
  write: VisitOptions['write'],
): Promise<void> {
  const samples: Created = new Map();
  const others = { user: 0, group: 0 };
  for (const kind of kinds) {
    const found = await lookAround(client, kind);
    others[kind] = found.others;
    for (const [id] of found.samples) samples.set(id, kind);
  }
  if (others.user + others.group > 0) {
    throw new ProvisioningFailure(
      'notEmpty',
      `The tenant has ${countedKinds(others.user, others.group)} of its own, and the demo needs an empty one. Nothing was changed. ` +
        `Make a tenant for it ("${programName()} tenant add trial", then "tenant enable trial"), and use its URL and token.`,
    );
  }
  await removeAll(client, samples);
  if (samples.size > 0) write(`\nRemoved first: ${countedIn(samples)} of an earlier run of the demo.\n`);
}

/**
 * Removes what this run has created, by its ids: a service may hide, or count wrongly, its other attributes. If the answer to
 * a create was lost, the id is unknown, and a sample is found by its names.
 */
async function leave(
  client: ProvisioningClient,
  kinds: readonly EntryKind[],
  created: Created,
): Promise<string> {
  const removed: Created = new Map(created);
  await removeAll(client, removed);
  const others = { user: 0, group: 0 };
  for (const kind of kinds) {
    const found = await whatIsLeft(client, kind, removed);
    if (found.still > 0) {
      const still = kind === 'user' ? countedKinds(found.still, 0) : countedKinds(0, found.still);
      throw new ProvisioningFailure(
        'notRemoved',
        `The service says that it has removed the samples, and still lists ${still} of them.`,
      );
    }
    await removeAll(client, found.samples);
    for (const [id] of found.samples) removed.set(id, kind);
    others[kind] = found.others;
  }
  const rest =
    others.user + others.group === 0
      ? 'The tenant is empty again'
      : `${countedKinds(others.user, others.group)} that it did not create stay`;
  return `Removed: the ${countedIn(removed)} of the demo. ${rest}. With --keep they would have stayed.`;
}

function countedIn(created: Created): string {
  const kinds = [...created.values()];
  const users = kinds.filter((kind) => kind === 'user').length;
  return countedKinds(users, kinds.length - users);
}

/** The URL without the flag: the demo shows both dialects. @throws ProvisioningFailure if the doctor would refuse it. */
function checkedUrl(text: string): string {
  const { url, findings } = readAddress(text);
  const wrong = findings.find(({ state }) => state === 'problem');
  if (url === undefined || wrong !== undefined)
    throw new ProvisioningFailure('badTenantUrl', `${wrong?.seen ?? ''} ${wrong?.advice ?? ''}`);
  url.searchParams.delete('aadOptscim062020');
  return url.href;
}

function checkedToken(text = ''): string {
  const token = text.trim();
  if (/^[!-~]+$/.test(token)) return token;
  throw new ProvisioningFailure(
    'badToken',
    token === ''
      ? 'No secret token was given. Name a file that holds it with --token-file, or set SCIM_TOKEN.'
      : 'The secret token contains a space or another character that no token has. Copy it again, in one piece.',
  );
}
