import { randomUUID } from 'node:crypto';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { withTable } from './missing.ts';
import { entityPath, type Partition } from './partition.ts';
import { rowWriter, type Row } from './rowJson.ts';
import { accountOf, noAnswer, refusal, send } from './tableRequest.ts';

/** What becomes of one row. */
export type RowChange =
  | { readonly kind: 'create' | 'upsert'; readonly rowKey: string; readonly row: Row }
  /** `merge` leaves the properties that it does not name as they are. */
  | {
      readonly kind: 'replace' | 'merge';
      readonly rowKey: string;
      readonly row: Row;
      readonly etag: string;
    }
  /** Of whatever the row has become, unless an ETag is given. */
  | { readonly kind: 'delete'; readonly rowKey: string; readonly etag?: string };

/** Line ends of a batch. */
const end = '\r\n';

/**
 * Makes up to 100 changes, all or none of them, in one storage call ("Performing entity group transactions").
 *
 * It is written here and not by the SDK: that sets up a client for each transaction and a request for each row, writes a
 * user's document anew for each of its copies, and offers no condition on a delete.
 *
 * @returns the ETag of each row, in the order of the changes; undefined for deleted ones.
 * @throws RestError where one is refused: its message begins with the position of the change, as a rule. ScimError 503.
 */
export async function submit(
  partition: Partition,
  changes: readonly RowChange[],
): Promise<readonly (string | undefined)[]> {
  const boundary = `batch_${randomUUID()}`;
  const body = batchOf(partition, changes, boundary);
  const headers = {
    Accept: 'application/json',
    DataServiceVersion: '3.0;',
    MaxDataServiceVersion: '3.0;NetFx',
    'Content-Type': `multipart/mixed; boundary=${boundary}`,
    'Accept-Charset': 'UTF-8',
  };
  const request = { method: 'POST', path: '$batch', headers, body, success: 202 } as const;
  return withTable(partition, () =>
    send(partition, request, (response) => readAnswer(response, changes.length)),
  );
}

function batchOf(partition: Partition, changes: readonly RowChange[], boundary: string): string {
  const changeSet = `changeset_${randomUUID()}`;
  const json = rowWriter(partition.tenant);
  const { root } = accountOf(partition.table.url);
  const operations = changes.map((change) =>
    [
      `--${changeSet}`,
      'content-type: application/http',
      'content-transfer-encoding: binary',
      '',
      `${methodOf(change)} ${root}${pathOf(partition, change)} HTTP/1.1`,
      'Accept: application/json;odata=minimalmetadata',
      'DataServiceVersion: 3.0',
      ...headersOf(change),
      '',
      '',
      ...(change.kind === 'delete' ? [] : [json(change.rowKey, change.row)]),
    ].join(end),
  );
  return [
    `--${boundary}`,
    `content-type: multipart/mixed; boundary=${changeSet}`,
    '',
    ...operations,
    `--${changeSet}--`,
    `--${boundary}--`,
    '',
  ].join(end);
}

function methodOf({ kind }: RowChange): string {
  if (kind === 'create') return 'POST';
  if (kind === 'merge') return 'PATCH';
  return kind === 'delete' ? 'DELETE' : 'PUT';
}

function pathOf(partition: Partition, { kind, rowKey }: RowChange): string {
  return kind === 'create' ? partition.table.tableName : entityPath(partition, rowKey);
}

function headersOf(change: RowChange): readonly string[] {
  switch (change.kind) {
    case 'create':
      // By default storage answers with the whole row.
      return ['Content-Type: application/json', 'Prefer: return-no-content'];
    case 'upsert':
      return ['Content-Type: application/json'];
    case 'replace':
    case 'merge':
      return ['Content-Type: application/json', `If-Match: ${change.etag}`];
    case 'delete':
      return [`If-Match: ${change.etag ?? '*'}`];
  }
}

/** Storage answers 202 and says inside what it refused: with one part, for the whole of the transaction. */
function readAnswer(response: PipelineResponse, changes: number): readonly (string | undefined)[] {
  const [, ...parts] = (response.bodyAsText ?? '').split('--changesetresponse_');
  // The last one is what stands behind the closing boundary.
  const etags = parts.slice(0, -1).map((part) => {
    const status = Number(/HTTP\/1\.1 (\d{3})/.exec(part)?.[1] ?? 0);
    if (status < 200 || status > 299) throw refusal(response, /\{.*\}/s.exec(part)?.[0] ?? '', status);
    return /^ETag: (.*?)\r?$/im.exec(part)?.[1];
  });
  // Half an answer says nothing of what has become of the rest.
  if (etags.length !== changes) throw noAnswer(response);
  return etags;
}
