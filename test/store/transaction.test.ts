import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { RestError, TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listen } from '../../cli/host/listen.ts';
import { readKeyPage, readPage, readRow, type Partition } from '../../shared/store/partition.ts';
import { StorageError } from '../../shared/store/storageError.ts';
import { openTable } from '../../shared/store/tables.ts';
import { submit, type RowChange } from '../../shared/store/writeRows.ts';
import { readEvenDamaged } from '../../shared/tenants/tenantStore.ts';
import { openPartition, startStorage } from '../support/store.ts';

/** Transactions are written by this store itself: they must say what the SDK's would, and be understood. */

const at = new Date('2026-01-02T03:04:05.678Z');
const row = { format: 1, text: 'a "quoted" é', half: 1.5, yes: true, at };
const etag = `W/"datetime'2026-01-02T03%3A04%3A05.6780000Z'"`;

/** A partition of an account that is opened with a shared access signature. */
async function signedPartition(endpoint: string, signature: string): Promise<Partition> {
  const connectionString = `TableEndpoint=${endpoint};SharedAccessSignature=${signature}`;
  const table = await openTable({ connectionString }, 'scimUsers');
  return { table, tenant: 'acme', signal: new AbortController().signal };
}

type Headers = Readonly<Record<string, string>>;

describe('on the wire', () => {
  const received: { url: string; headers: Headers; body: string }[] = [];
  const server = createServer((request, response) => {
    const refusal =
      '{"odata.error":{"code":"InvalidInput","message":{"value":"0:One of the inputs is not valid."}}}';
    void keep(request).then(() =>
      response.writeHead(400, { 'content-type': 'application/json' }).end(refusal),
    );
  });
  let endpoint: string;

  async function keep(request: IncomingMessage): Promise<void> {
    const body = (await buffer(request)).toString();
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    received.push({ url: request.url ?? '', headers: sorted(headers), body });
  }

  beforeAll(async () => {
    endpoint = `${await listen(server, 0, '127.0.0.1')}/a`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Boundaries are random, and neither the order of headers nor the case of their names says anything. */
  function sorted(headers: readonly (readonly [string, string])[]): Headers {
    const entries = headers
      .map(([name, value]) => [name.toLowerCase(), value.replace(/_[0-9a-f-]{36}/, '_(random)')] as const)
      .toSorted(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(entries);
  }

  function headersIn(lines: readonly string[]): Headers {
    return sorted(
      lines
        .filter((line) => line !== '')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const),
    );
  }

  interface Operation {
    readonly part: Headers;
    readonly start: string | undefined;
    readonly headers: Headers;
    readonly json: unknown;
  }

  function operationsIn(body: string): readonly Operation[] {
    return body
      .split(/^--changeset_[0-9a-f-]+(?:--)?\r\n/m)
      .slice(1, -1)
      .map((text) => {
        const [part = '', request = '', ...rest] = text.split('\r\n\r\n');
        const [start, ...headers] = request.split('\r\n');
        const json = rest.join('').trim();
        return {
          part: headersIn(part.split('\r\n')),
          start,
          headers: headersIn(headers),
          json: json === '' ? undefined : (JSON.parse(json) as unknown),
        };
      });
  }

  /** What stands in front of the operations. */
  function headOf(body = ''): Headers {
    const [, ...headers] = body.slice(0, body.indexOf('--changeset_')).split('\r\n');
    return headersIn(headers);
  }

  /** What differs from one call to the next of the same client. */
  const changing = ['x-ms-date', 'x-ms-client-request-id', 'authorization', 'content-length'];

  function lasting(headers: Headers): Headers {
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !changing.includes(name)));
  }

  /**
   * The SDK's operation with the two headers that it writes differently from one kind of operation to the next: "Payload
   * format for Table service operations" has `application/json` alone for a content type, and metadata is a matter of
   * Accept, for which answers without rows have no use.
   */
  function evened(operation: Operation): Operation {
    const { headers } = operation;
    const type = headers['content-type'];
    return {
      ...operation,
      headers: {
        ...headers,
        ...(type === undefined ? {} : { 'content-type': type.replace(/;odata=nometadata$/, '') }),
        accept: (headers.accept ?? 'none').replace(/^application\/json$/, '$&;odata=minimalmetadata'),
      },
    };
  }

  test('they say what the SDK says', async () => {
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;TableEndpoint=${endpoint};`;
    const table = TableClient.fromConnectionString(connectionString, 'scimUsers', {
      allowInsecureConnection: true,
    });
    const keys = (rowKey: string) => ({ partitionKey: 'acme', rowKey });
    await expect(
      table.submitTransaction([
        ['create', { ...keys('u:a=2F@x'), ...row }],
        ['update', { ...keys('i:b'), ...row }, 'Replace', { etag }],
        ['upsert', { ...keys('a:c'), ...row }, 'Replace'],
        ['delete', keys('n:d')],
      ]),
    ).rejects.toThrow(RestError);
    const opened = await openTable({ connectionString }, 'scimUsers');
    await expect(
      submit({ table: opened, tenant: 'acme', signal: new AbortController().signal }, [
        { kind: 'create', rowKey: 'u:a=2F@x', row },
        { kind: 'replace', rowKey: 'i:b', row, etag },
        { kind: 'upsert', rowKey: 'a:c', row },
        { kind: 'delete', rowKey: 'n:d' },
      ]),
    ).rejects.toThrow(StorageError);
    const [theirs, ours] = received.slice(-2);
    expect(ours?.url).toBe(theirs?.url);
    // The pipeline's agent keeps connections open without being told to, and nothing is compressed.
    const { 'accept-encoding': _, ...theirHeaders } = lasting(theirs?.headers ?? {});
    const told: Headers = { ...theirHeaders, connection: 'keep-alive' };
    expect(lasting(ours?.headers ?? {})).toEqual(told);
    expect(told['content-type']).toBe('multipart/mixed; boundary=batch_(random)');
    expect(operationsIn(ours?.body ?? '')).toHaveLength(4);
    expect(operationsIn(ours?.body ?? '')).toEqual(operationsIn(theirs?.body ?? '').map(evened));
    expect(headOf(ours?.body)).toEqual(headOf(theirs?.body));
  });

  test('a shared access signature stays behind the path, and out of the operations', async () => {
    const partition = await signedPartition(endpoint, 'sv=2019&sig=x%2Fy');
    await expect(submit(partition, [{ kind: 'delete', rowKey: 'n:d' }])).rejects.toThrow(StorageError);
    const [last] = received.slice(-1);
    expect(last?.url).toBe('/a/$batch?sv=2019&sig=x%2Fy');
    expect(last?.body).not.toContain('sig=');
  });
});

describe('what is no answer of storage', () => {
  /** How a server answers that is not Table Storage, or not whole. */
  let reply: {
    readonly status?: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  let asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
  });
  let partition: Partition;
  beforeAll(async () => {
    const url = `${await listen(server, 0, '127.0.0.1')}/a`;
    partition = await signedPartition(url, 'sv=2019&sig=x');
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([
    ['a page of a proxy', { 'content-type': 'text/html' }, '<p>Sign in</p>'],
    ['nothing', { 'content-type': 'application/json' }, ''],
    ['no object', { 'content-type': 'application/json' }, '[]'],
  ])('%s is neither a row, nor a page without rows', async (_, headers, body) => {
    reply = { headers, body };
    await expect(readRow(partition, 'i:a')).rejects.toMatchObject({ status: 503 });
    await expect(readPage(partition, { filter: 'x' })).rejects.toMatchObject({ status: 503 });
  });

  test('a refusal that the SDK cannot parse keeps its status: a role is missing', async () => {
    reply = { status: 403, headers: {}, body: '<p>Forbidden</p>' };
    await expect(readRow(partition, 'i:a')).rejects.toMatchObject({ code: 'storageForbidden' });
    expect(asked).toHaveLength(1);
    reply = { status: 404, headers: {}, body: '<p>Not found</p>' };
    await expect(readRow(partition, 'i:a')).rejects.toMatchObject({ code: 'storageUnavailable' });
  });

  test('an object without rows is no page', async () => {
    reply = { headers: { 'content-type': 'application/json' }, body: '{}' };
    await expect(readPage(partition, { filter: 'x' })).rejects.toMatchObject({ status: 503 });
  });

  const entity = { PartitionKey: 'acme', RowKey: 'i:a', 'odata.etag': etag };
  test.each([
    ['a row without an ETag', { ...entity, 'odata.etag': undefined }],
    ['a row with an empty ETag', { ...entity, 'odata.etag': '' }],
    ['a row without a key', { ...entity, RowKey: undefined }],
    ['a row that is none', null],
  ])('%s is none that could be written or gone on from', async (_, row) => {
    const headers = { 'content-type': 'application/json' };
    reply = { headers, body: JSON.stringify(row) };
    await expect(readRow(partition, 'i:a')).rejects.toMatchObject({ status: 503 });
    reply = { headers, body: JSON.stringify({ value: [entity, row] }) };
    await expect(readPage(partition, { filter: 'x' })).rejects.toMatchObject({ status: 503 });
  });

  test('keys alone need no ETag, and a key', async () => {
    const headers = { 'content-type': 'application/json' };
    reply = { headers, body: '{"value":[{"RowKey":"i:a"}]}' };
    expect((await readKeyPage(partition, 'x')).rows).toEqual(['i:a']);
    reply = { headers, body: '{"value":[{}]}' };
    await expect(readKeyPage(partition, 'x')).rejects.toMatchObject({ status: 503 });
  });

  test('a tenant without an ETag is not read: its deletion would depend on nothing', async () => {
    reply = { headers: { 'content-type': 'application/json' }, body: '{"RowKey":"acme"}' };
    const reading = readEvenDamaged(partition.table, 'acme', partition.signal);
    await expect(reading).rejects.toMatchObject({ status: 503 });
  });

  test('a page that goes on with a partition alone is gone on with without a row key', async () => {
    const json = { 'content-type': 'application/json' };
    reply = { headers: { ...json, 'x-ms-continuation-NextPartitionKey': '1!a=' }, body: '{"value":[]}' };
    const { next } = await readPage(partition, { filter: 'x' });
    await readPage(partition, { filter: 'x' }, next);
    expect(asked[1]).toContain('NextPartitionKey=1!a%3D');
    expect(asked[1]).not.toContain('NextRowKey');
  });

  test('no other machine is spoken to without TLS', async () => {
    const table = await openTable(
      {
        connectionString:
          'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;TableEndpoint=http://tables.invalid/a;',
      },
      'scimUsers',
    );
    const elsewhere = { ...partition, table };
    await expect(readRow(elsewhere, 'i:a')).rejects.toThrow('allowInsecureConnection is false');
    await expect(submit(elsewhere, [{ kind: 'delete', rowKey: 'i:a' }])).rejects.toThrow(
      'allowInsecureConnection is false',
    );
  });
});

describe('in storage', () => {
  let storage: Awaited<ReturnType<typeof startStorage>>;
  let partition: Partition;

  beforeAll(async () => {
    storage = await startStorage();
  });
  afterAll(() => storage.close());
  beforeEach(async () => {
    partition = await openPartition(storage.connectionString);
  });

  test('a row comes back as it was written', async () => {
    const text = '"\\ \u2028 \u2029 \r\n é 😀 --changeset_x';
    const long = text.repeat(100);
    const changes = ['a', 'b'].map((rowKey): RowChange => ({
      kind: 'create',
      rowKey,
      row: { ...row, text, long },
    }));
    const etags = await submit(partition, changes);
    expect(etags).toHaveLength(2);
    for (const [index, rowKey] of ['a', 'b'].entries()) {
      const stored = await readRow(partition, rowKey);
      expect(stored).toMatchObject({ rowKey, etag: etags[index], text, long, half: 1.5, yes: true });
      expect(new Date(String(stored?.at))).toEqual(at);
    }
  });

  test('a change that is refused is named by its place, and nothing is written', async () => {
    await submit(partition, [{ kind: 'create', rowKey: 'b', row }]);
    const refused = submit(partition, [
      { kind: 'create', rowKey: 'a', row },
      { kind: 'create', rowKey: 'b', row },
    ]);
    await expect(refused).rejects.toMatchObject({
      statusCode: 409,
      code: 'EntityAlreadyExists',
      message: expect.stringMatching(/^1:/) as unknown,
    });
    expect(await readRow(partition, 'a')).toBeUndefined();
  });

  test('a delete may depend on what the row was', async () => {
    const [first] = await submit(partition, [{ kind: 'create', rowKey: 'a', row }]);
    const [second] = await submit(partition, [{ kind: 'replace', rowKey: 'a', row, etag: first ?? '' }]);
    const stale = submit(partition, [{ kind: 'delete', rowKey: 'a', etag: first ?? '' }]);
    await expect(stale).rejects.toMatchObject({ statusCode: 412 });
    await submit(partition, [{ kind: 'delete', rowKey: 'a', etag: second ?? '' }]);
    expect(await readRow(partition, 'a')).toBeUndefined();
  });
});
