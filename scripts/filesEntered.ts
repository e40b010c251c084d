/**
 * Prints which files of `functions/` and `shared/` a request enters, and how many: `node scripts/filesEntered.ts`. A
 * file counts if each of several equal requests calls one of its functions (V8's coverage): a timer or a background task
 * may run during one of them. The tenant is warm: an equal request was sent before.
 */
import { randomBytes } from 'node:crypto';
import { Session } from 'node:inspector/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HttpRequest, InvocationContext } from '@azure/functions';
import { startTableServer } from '../cli/host/azurite.ts';
import { tenantEndpoint, writeEndpoint } from '../shared/api/tenantEndpoint.ts';
import { getUsers, patchUser, postUser } from '../shared/api/users.ts';
import { defined } from '../shared/scim/json.ts';
import { openTable } from '../shared/store/tables.ts';
import { ensureTenant } from '../shared/tenants/lifecycle.ts';

interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly query?: string;
  readonly id?: string | undefined;
  readonly body?: object;
}

const root = join(import.meta.dirname, '..');
const schema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The handlers of `functions/users.ts`. */
const handlers = {
  POST: writeEndpoint('createUser', postUser, 'user'),
  GET: tenantEndpoint('listUsers', 'read', getUsers),
  PATCH: writeEndpoint('patchUser', patchUser, 'user'),
};

const storage = await startTableServer({ port: 0, hostname: '127.0.0.1', location: undefined });
process.env.SCIM_STORAGE_CONNECTION_STRING = storage.connectionString;
process.env.SCIM_SEALING_KEYS = `k=${randomBytes(32).toString('base64')}`;
const token = await makeTenant();
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const id = (await send(creation('first'))).split('/').at(-1);
const filter = `filter=${encodeURIComponent('userName eq "first@example.com"')}`;
const change = (title: string): Request => ({
  ...{ method: 'PATCH', id },
  body: { schemas: [patchSchema], Operations: [{ op: 'Replace', path: 'title', value: title }] },
});
await report('POST', creation);
await report('GET with a filter', () => ({ method: 'GET', query: filter }));
await report('PATCH', change);

session.disconnect();
await storage.close();

/** Prints the files that each of several requests enters, which follow an equal one. */
async function report(title: string, requestOf: (name: string) => Request): Promise<void> {
  await send(requestOf('warm'));
  let files = await filesOf(requestOf('one'));
  for (const name of ['two', 'three']) {
    const again = await filesOf(requestOf(name));
    files = files.filter((file) => again.includes(file));
  }
  console.log([`${title}: ${files.length} files`, ...files].join('\n  '));
}

async function filesOf(request: Request): Promise<readonly string[]> {
  // Taking the coverage resets it.
  await session.post('Profiler.takePreciseCoverage');
  await send(request);
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result
    .filter(({ url, functions }) => url.startsWith('file:') && functions.some(wasCalled))
    .map(({ url }) => relative(root, fileURLToPath(url)))
    .filter((file) => /^(?:functions|shared)\//.test(file))
    .toSorted();
}

function wasCalled({ ranges }: { readonly ranges: readonly { readonly count: number }[] }): boolean {
  return (ranges[0]?.count ?? 0) > 0;
}

async function makeTenant(): Promise<string> {
  const table = await openTable({ connectionString: storage.connectionString }, 'scimTenants');
  await table.createTable();
  await (await openTable({ connectionString: storage.connectionString }, 'scimUsers')).createTable();
  const secret = { label: 'measure', scope: 'provisioning', expires: undefined } as const;
  const { token } = await ensureTenant(table, 'demo', { settings: {} }, secret);
  if (token === undefined) throw new Error('The tenant has no token.');
  return token;
}

function creation(name: string): Request {
  return {
    method: 'POST',
    body: {
      schemas: [schema],
      ...{ externalId: name, userName: `${name}@example.com`, active: true, displayName: name },
      emails: [{ primary: true, type: 'work', value: `${name}@mail.example.com` }],
    },
  };
}

/** Calls a function as the host does. @returns the location of the resource in the answer. */
async function send({ method, query, id, body }: Request): Promise<string> {
  const path = id === undefined ? 'Users' : `Users/${id}`;
  const text = body === undefined ? '' : JSON.stringify(body);
  const request = new HttpRequest({
    method,
    url: `http://localhost/scim/demo/${path}?${query ?? ''}`,
    headers: { authorization: `Bearer ${token}`, 'content-length': String(Buffer.byteLength(text)) },
    params: { tenant: 'demo', ...defined({ id }) },
    body: { string: text },
  });
  const answer = await handlers[method](
    request,
    new InvocationContext({ functionName: method, logHandler: () => undefined }),
  );
  if ((answer.status ?? 0) >= 400) throw new Error(`${method} was answered with ${JSON.stringify(answer)}.`);
  return new Headers(answer.headers).get('location') ?? '';
}
