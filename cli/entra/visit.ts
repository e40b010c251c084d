import { readAddress } from '../doctor/address.ts';
import { createClient, usersOf, type ScimClient } from './client.ts';
import { runDemo } from './demo.ts';
import { ProvisioningFailure } from './failure.ts';
import { readBack } from './readBack.ts';
import { isSample, removeSample } from './samplePeople.ts';

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
  try {
    const access = { tenantUrl: checkedUrl(tenantUrl), token: checkedToken(token) };
    const client = createClient({ ...access, secrets: [], record: () => undefined });
    await client.testConnection();
    await makeRoom(client, write);
    const good = await runDemo({ ...access, write, ...more });
    write(`\n${keep ? kept : await leave(client)}\n`);
    return good;
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    write(`\n✘ ${error.message}\n`);
    return false;
  }
}

const next = 'The next run of the demo against it begins by removing them.';
const kept = `The sample people stay in the tenant. ${next}`;
const left = `Sample people may be left in the tenant. ${next}`;

/** Refuses a tenant with people in it, but for those of an earlier run that was kept or did not end. */
async function makeRoom(client: ScimClient, write: VisitOptions['write']): Promise<void> {
  const answer = await client.list(1, 100);
  const { totalResults } = answer.body;
  if (answer.status !== 200 || typeof totalResults !== 'number') {
    throw new ProvisioningFailure(
      'paging',
      `Whether the tenant has people can't be told: GET /Users?startIndex=1&count=100 was answered ${answer.status}, ` +
        `totalResults ${String(totalResults)}. Nothing was changed.`,
    );
  }
  const users = usersOf(answer);
  const sample = users.filter(isSample).length;
  const others = totalResults - sample;
  if (others > 0) {
    throw new ProvisioningFailure(
      'notEmpty',
      `The tenant has ${counted(others)} of its own, and the demo wants one that has nobody: nothing was changed. ` +
        'Make a tenant for it ("npx uniflow-scim tenant add trial") and give that one\'s URL and token.',
    );
  }
  await removeSample(client, users);
  if (sample > 0) write(`\nRemoved first: ${counted(sample)} of an earlier run of the demo.\n`);
}

async function leave(client: ScimClient): Promise<string> {
  try {
    const users = await readBack(client, 100);
    const removed = await removeSample(client, users);
    const others = users.length - removed;
    const rest =
      others === 0 ? 'the tenant has nobody again' : `${counted(others)} whom it did not make stay`;
    return `Removed: the ${counted(removed)} of the demo; ${rest}. With --keep they would have stayed.`;
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    throw new ProvisioningFailure('notRemoved', `${error.message} ${left}`, { cause: error });
  }
}

function counted(people: number): string {
  return people === 1 ? '1 user' : `${people.toLocaleString('en')} users`;
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
