import type { TableClient } from '@azure/data-tables';
import { isMissingRow, readRefusal } from '../store/storageError.ts';
import { newestForm, partitionKey } from './tenantStore.ts';

/** What storage said of itself. */
export interface StorageLook {
  /** Its own time by the Date header, in milliseconds; undefined where it sent none. */
  readonly time: number | undefined;
  /**
   * Whether tenants stand in it that a later release has written: this one can't read them. Undefined where not all
   * tenants were seen in time.
   */
  readonly laterForm: boolean | undefined;
}

/**
 * Looks at the tenants' table: for one row, and for rows of a later form, for which storage looks through all of them.
 * Where the time is over before it is through, storage has answered all the same, and nothing is known of the form. A
 * table that is not there yet is a new deployment: nothing in it is wrong.
 *
 * @throws whatever storage refuses with, or an abort.
 */
export async function lookAtStorage(table: TableClient, signal: AbortSignal): Promise<StorageLook> {
  const time = await timeOfStorage(table, signal);
  const laterForm = await holdsLaterForm(table, signal).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  return { time, laterForm };
}

async function timeOfStorage(table: TableClient, signal: AbortSignal): Promise<number | undefined> {
  let date: string | undefined;
  const onResponse = ({ headers }: { readonly headers: { get(name: string): string | undefined } }) => {
    date = headers.get('date');
  };
  try {
    // There is no tenant of this name, and looking for it needs permission.
    await table.getEntity(partitionKey, '-', { abortSignal: signal, onResponse });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** The tenants' rows tell for all: a release that changes the form of the users' rows raises theirs too. */
async function holdsLaterForm(table: TableClient, signal: AbortSignal): Promise<boolean> {
  const filter = `PartitionKey eq '${partitionKey}' and format gt ${newestForm}`;
  const queryOptions = { filter, select: ['RowKey'] };
  try {
    const rows = table.listEntities({ queryOptions, abortSignal: signal }).byPage({ maxPageSize: 1 });
    for await (const page of rows) if (page.length > 0) return true;
    return false;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return isMissingRow(error) || readRefusal(error)?.code === 'TableNotFound';
}
