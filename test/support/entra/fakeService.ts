import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { JsonObject } from '../../../cli/entra/json.ts';
import { arrayOr, objectOr, stringOr } from '../../../cli/entra/json.ts';
import { defaultMapping } from '../../../cli/entra/mapping/schemaFile.ts';
import { readTarget, writeTarget } from '../../../cli/entra/mapping/target.ts';

const mapping = defaultMapping(false).user.attributes;

/** A request as the service saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * Just enough of a service provider to answer the client, obeying it to the letter. `distort` may spoil any answer, so
 * that tests can see whether the client notices.
 */
export async function fakeService(distort: (reply: Reply, request: Seen) => Reply = (reply) => reply) {
  const users = new Map<string, JsonObject>();
  const seen: Seen[] = [];
  let serial = 0;

  const visible = (user: JsonObject): JsonObject => {
    const shown = structuredClone(user) as Record<string, Record<string, unknown>>;
    for (const { target } of mapping.filter((entry) => entry.secret)) {
      delete shown[target.keys[0] ?? '']?.[target.keys[1] ?? ''];
    }
    return shown;
  };
  const list = (found: JsonObject[], startIndex = 1, count = found.length): Reply => ({
    status: 200,
    body: {
      totalResults: found.length,
      startIndex,
      Resources: found.slice(startIndex - 1, startIndex - 1 + count).map(visible),
    },
  });
  const store = (user: JsonObject, id: string): JsonObject => {
    const before = users.get(id);
    const same =
      before !== undefined && JSON.stringify({ ...user, meta: 0 }) === JSON.stringify({ ...before, meta: 0 });
    const after = same ? before : { ...user, id, meta: { resourceType: 'User', version: `W/"${++serial}"` } };
    users.set(id, after);
    return after;
  };
  const set = (user: JsonObject, path: string, value: unknown): JsonObject => {
    const entry = mapping.find((one) => one.target.path === path);
    if (entry === undefined) throw new Error(`no attribute ${path}`);
    return writeTarget(
      user,
      entry.target,
      entry.type === 'boolean' ? String(value) === 'True' || value === true : value,
    );
  };
  const patch = (user: JsonObject, operation: JsonObject): JsonObject =>
    typeof operation.path === 'string'
      ? set(user, operation.path, operation.value)
      : Object.entries(objectOr(operation.value)).reduce(
          (next, [path, value]) => set(next, path, value),
          user,
        );
  const sameName = (one: JsonObject, other: JsonObject): boolean =>
    stringOr(one.userName).toLowerCase() === stringOr(other.userName).toLowerCase();

  const answer = ({ method, url, body }: Seen): Reply => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const [, , tenant, kind, id = ''] = pathname.split('/');
    const given = objectOr(body);
    if (tenant !== 'demo') return { status: 404 };
    if (kind === 'Groups') return list([]);
    if (method === 'POST') {
      if ([...users.values()].some((user) => sameName(user, given))) {
        return { status: 409, body: { scimType: 'uniqueness', detail: 'userName is taken', status: '409' } };
      }
      return { status: 201, body: visible(store(given, `id-${users.size + 1}`)) };
    }
    if (id === '') {
      const filter = searchParams.get('filter');
      const wanted = filter === null ? undefined : /^externalId eq "(.*)"$/.exec(filter)?.[1];
      const all = [...users.values()];
      if (filter !== null) return list(all.filter((user) => user.externalId === wanted));
      return list(all, Number(searchParams.get('startIndex')), Number(searchParams.get('count')));
    }
    const user = users.get(id);
    if (user === undefined) return { status: 404, body: { detail: 'nobody', status: '404' } };
    if (method === 'DELETE') return { status: users.delete(id) ? 204 : 404 };
    if (method === 'GET') return { status: 200, body: visible(user) };
    const patched = arrayOr(given.Operations).map(objectOr).reduce(patch, user);
    return { status: 200, body: visible(store(patched, id)) };
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    const { method = '', url = '', headers } = request;
    const asked = { method, url, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    seen.push(asked);
    const refusal = headers.authorization === 'Bearer secret-token' ? undefined : { status: 401 };
    const { status, body, headers: extra } = distort(refusal ?? answer(asked), asked);
    response.writeHead(status, { 'content-type': 'application/scim+json', ...extra });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  const server = createServer((request, response) => void handle(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    tenantUrl: `http://127.0.0.1:${port}/scim/demo`,
    token: 'secret-token',
    users,
    seen,
    /** What a stored user holds at a target, secrets included. */
    held: (externalId: string, label: string): unknown => {
      const user = [...users.values()].find((one) => one.externalId === externalId);
      const target = mapping.find((entry) => entry.target.label === label)?.target;
      return user && target && readTarget(user, target);
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
