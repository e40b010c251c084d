import { counted } from '../../counted.ts';
import { readAddress } from '../../doctor/address.ts';
import { programName } from '../../programName.ts';
import { ProvisioningFailure } from '../failure.ts';
import { stringOr } from '../json.ts';
import { resourcesOf } from '../mapping/target.ts';
import type { ProvisioningClient } from '../wire/client.ts';
import { readAll } from '../wire/readAll.ts';
import { demoMapping, openDemoClient, runDemo } from './demo.ts';
import { Leaving } from './leaving.ts';
import { removePeople, sampleIds } from './samplePeople.ts';

/** Which tenant to provision into, and what is to be left of it. */
export interface VisitOptions {
  /** As the administrator was given it. */
  readonly tenantUrl: string;
  /** As it was read, white space and all; undefined where nobody gave one. */
  readonly token: string | undefined;
  /** Whether the sample people stay. */
  readonly keep: boolean;
  readonly write: (text: string) => void;
  readonly colour?: boolean;
}

/**
 * Provisions the sample directory into a tenant that there is, shows it, and removes the sample people again. A tenant with
 * anybody else in it is left as it is: what is stored is compared with the whole directory, and people are no place for samples.
 *
 * @returns whether what is stored was what the directory says, and whether the tenant is left as was asked for.
 */
export async function visit({ tenantUrl, token, keep, write, ...more }: VisitOptions): Promise<boolean> {
  const leaving = new Leaving(() => {
    write(`\n${left}\n`);
  });
  try {
    const access = { tenantUrl: checkedUrl(tenantUrl), token: checkedToken(token) };
    const client = openDemoClient({ ...access, record: () => undefined });
    await client.testConnection(demoMapping());
    await makeRoom(client, write);
    leaving.begin();
    const created = new Set<string>();
    const good = await runDemo({ ...access, write, ...more, created });
    write(`\n${keep ? kept : await leave(client, created)}\n`);
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

const next = 'The next run of the demo against it begins by removing them.';
const kept = `The sample people stay in the tenant. ${next}`;
const left = `Sample people may be left in the tenant. ${next}`;

/** Refuses a tenant with people in it, but for those of an earlier run that was kept or did not end. */
async function makeRoom(client: ProvisioningClient, write: VisitOptions['write']): Promise<void> {
  const answer = await client.list('user', 1, 100);
  const { totalResults } = answer.body;
  if (answer.status !== 200 || typeof totalResults !== 'number') {
    throw new ProvisioningFailure(
      'paging',
      `Whether the tenant has people can't be told: GET /Users?startIndex=1&count=100 was answered ${answer.status}, ` +
        `totalResults ${String(totalResults)}. Nothing was changed.`,
    );
  }
  const users = resourcesOf(answer.body);
  const sample = sampleIds(users);
  const others = totalResults - sample.length;
  if (others > 0) {
    throw new ProvisioningFailure(
      'notEmpty',
      `The tenant has ${counted(others, 'user')} of its own, and the demo wants one that has nobody: nothing was changed. ` +
        `Make a tenant for it ("${programName()} tenant add trial", then "tenant enable trial") and give that one's URL and token.`,
    );
  }
  await removePeople(client, sample);
  if (sample.length > 0)
    write(`\nRemoved first: ${counted(sample.length, 'user')} of an earlier run of the demo.\n`);
}

/**
 * Whom this run has made goes by its id: a service may keep to itself, or count wrongly, by what else they are known. A
 * sample person is left over where the answer to its creation was lost.
 */
async function leave(client: ProvisioningClient, created: ReadonlySet<string>): Promise<string> {
  await removePeople(client, created);
  const users = await readAll(client, 'user', 100);
  const still = users.filter(({ id }) => created.has(stringOr(id))).length;
  if (still > 0) {
    throw new ProvisioningFailure(
      'notRemoved',
      `The service says that it removed the people of the demo, and still lists ${counted(still, 'user')} of them.`,
    );
  }
  const sample = sampleIds(users);
  await removePeople(client, sample);
  const others = users.length - sample.length;
  const rest =
    others === 0 ? 'the tenant has nobody again' : `${counted(others, 'user')} whom it did not make stay`;
  return `Removed: the ${counted(created.size + sample.length, 'user')} of the demo; ${rest}. With --keep they would have stayed.`;
}

/** What the doctor finds wrong with a URL is wrong here, too. Both dialects are shown, whichever flag it has. */
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
      : 'The secret token holds a space or a character that no token has. Copy it again, in one piece.',
  );
}
