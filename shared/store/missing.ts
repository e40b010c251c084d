import { isMissingTable, readRefusal } from './storageError.ts';
import { send, type Destination } from './tableRequest.ts';

/** Runs a call that writes; where the table does not exist yet, makes it and runs the call again. Costs nothing once it exists. */
export async function withTable<Result>(to: Destination, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!isMissingTable(error)) throw error;
    await createTable(to);
    return call();
  }
}

async function createTable(to: Destination): Promise<void> {
  const request = {
    method: 'POST',
    path: 'Tables',
    headers: { 'Content-Type': 'application/json', Prefer: 'return-no-content' },
    body: JSON.stringify({ TableName: to.table.tableName }),
    success: 204,
  } as const;
  try {
    await send(to, request, () => undefined);
  } catch (error) {
    // By somebody else, or by this very call, whose answer was lost.
    if (readRefusal(error)?.code !== 'TableAlreadyExists') throw error;
  }
}
