import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';

/**
 * The search for secrets in clear: every answer that a test's client gets, every log of a service that a test starts and
 * every row of a storage that a test fills is looked through. What counts as a secret is known in two ways: by its form,
 * and because a test has used it.
 */

/** Secrets that the tests of this file have used: tokens, and pins and codes that are too long to be met by chance. */
const used = new Set<string>();

const shortest = 7;

/** Remembers a secret that must not turn up anywhere. */
export function rememberSecret(secret: string | undefined): void {
  if (secret !== undefined && secret.length >= shortest) used.add(secret);
}

/** Forgets what the tests of another file have used. */
export function forgetSecrets(): void {
  used.clear();
}

/** Remembers the pins and codes in a body that is sent. */
export function rememberSecretsIn(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body)) {
    if (/(?:^|[:.])(?:pin|cardRegistrationCode)$/i.test(name) && typeof value === 'string')
      rememberSecret(value);
    else rememberSecretsIn(value);
  }
}

/** Secrets by their form: a secret token or client secret, a signed token (three parts), a pin or code that is not sealed. */
const forms = [
  /ufscimc?_[0-9A-Za-z]{36}/,
  /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{20,}/,
  /\\?"(?:pin|cardRegistrationCode)\\?"\s*:\s*\\?"(?!eyJ)/i,
];

export type Kind = 'answer' | 'log' | 'row';

/**
 * Fails where `text` holds a secret in clear.
 *
 * @throws Error that says where, and of the secret its beginning only.
 */
export function searchForSecrets(kind: Kind, where: string, text: string): void {
  count(kind);
  for (const form of forms) {
    const found = form.exec(text);
    if (found !== null) throw leak(kind, where, found[0]);
  }
  for (const secret of used) if (text.includes(secret)) throw leak(kind, where, secret);
}

function leak(kind: Kind, where: string, secret: string): Error {
  return new Error(`A secret stands in clear in the ${kind} ${where}: ${secret.slice(0, 10)}…`);
}

/** Looks through every row of both tables; of users', of these tenants only where some are named. */
export async function searchStorage(connectionString: string, tenants?: readonly string[]): Promise<void> {
  const named = tenants?.map((tenant) => `PartitionKey eq '${tenant}'`).join(' or ');
  const filters = { scimUsers: named, scimTenants: undefined };
  for (const [name, filter] of Object.entries(filters)) {
    const table = TableClient.fromConnectionString(connectionString, name, { allowInsecureConnection: true });
    try {
      const queryOptions = filter === undefined ? {} : { filter };
      for await (const row of table.listEntities({ queryOptions }))
        searchForSecrets('row', `${name} ${row.rowKey ?? ''}`, textOf(row));
    } catch (error) {
      // A storage that was stopped or never used.
      const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
      if (error instanceof Error && error.message.startsWith('A secret stands')) throw error;
      if (status !== undefined && status !== 404) throw error;
    }
  }
}

/** document, document2, … document10. Made once: `localeCompare` would make one for each comparison. */
const inOrder = new Intl.Collator('en', { numeric: true });

const isDocument = (name: string) => name.startsWith('document');

/** The row's texts as they are; a document that is split over several properties in one piece. */
function textOf(row: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(row);
  const documents = names.filter(isDocument).toSorted(inOrder.compare);
  const others = names.filter((name) => !isDocument(name)).map((name) => `${name} ${String(row[name])}`);
  return [documents.map((name) => String(row[name])).join(''), ...others].join('\n');
}

/** What was looked through, for the summary at the end of the run (`searchSummary.ts`). */
const counts: Record<Kind, number> = { answer: 0, log: 0, row: 0 };

function count(kind: Kind): void {
  counts[kind] += 1;
}

/** Adds this process's counts to those of the run. */
export function reportSearch(): void {
  const folder = process.env.UNIFLOW_TEST_RUN;
  if (folder === undefined) return;
  appendFileSync(join(folder, 'searched.jsonl'), `${JSON.stringify(counts)}\n`);
  Object.assign(counts, { answer: 0, log: 0, row: 0 });
}
