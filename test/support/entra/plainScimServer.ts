import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A resource as the server holds it. */
export type Resource = Record<string, unknown>;

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Below the tenant URL, with the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Resource | undefined;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a server does that others do otherwise. */
export interface Quirks {
  /** A PATCH is answered without a body. */
  readonly patchAnswers204?: boolean;
  /** A filter by these attributes is refused. */
  readonly unfilterable?: readonly string[];
  /** A filter that matches nothing is answered 404. */
  readonly missIs404?: boolean;
  /** Never comes back. */
  readonly hidden?: readonly string[];
}

/** Answers instead of the server, or `'drop'`: it does what it is told, and nobody hears of it. */
export type Conduct = (request: SeenRequest) => Reply | 'drop' | undefined;

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A SCIM server that shares no line with the service or with the simulator: Users and Groups in memory. */
export class PlainScimServer {
  readonly users = new Map<string, Resource>();
  readonly groups = new Map<string, Resource>();
  readonly seen: SeenRequest[] = [];
  conduct: Conduct = () => undefined;
  /** Spoils an answer. */
  distort: (reply: Reply, request: SeenRequest) => Reply = (reply) => reply;
  /** What a request waits for before it is answered. */
  before: (request: SeenRequest) => Promise<void> = () => Promise.resolve();
  readonly token = `plain-${randomUUID()}`;
  tenantUrl = '';
  readonly #quirks: Quirks;
  readonly #server = createServer((request, response) => {
    void this.#handle(request).then((reply) => {
      if (reply === 'drop') {
        request.socket.destroy();
        return;
      }
      response.writeHead(reply.status, { 'content-type': 'application/scim+json', ...reply.headers });
      response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
    });
  });

  constructor(quirks: Quirks = {}) {
    this.#quirks = quirks;
  }

  static async start(quirks: Quirks = {}): Promise<PlainScimServer> {
    const server = new PlainScimServer(quirks);
    await once(server.#server.listen(0, '127.0.0.1'), 'listening');
    server.tenantUrl = `http://127.0.0.1:${(server.#server.address() as AddressInfo).port}/api/scim`;
    return server;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** The requests that changed something. */
  get writes(): readonly SeenRequest[] {
    return this.seen.filter(({ method }) => method !== 'GET');
  }

  /** The one user with this name. */
  user(userName: string): Resource | undefined {
    return [...this.users.values()].find((one) => one.userName === userName);
  }

  async #handle(request: IncomingMessage): Promise<Reply | 'drop'> {
    const text = Buffer.concat(await request.toArray()).toString();
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: (request.url ?? '').replace('/api/scim', ''),
      headers: request.headers,
      body: text === '' ? undefined : (JSON.parse(text) as Resource),
    };
    this.seen.push(seen);
    await this.before(seen);
    const conduct = this.conduct(seen);
    if (conduct !== undefined && conduct !== 'drop') return conduct;
    const reply =
      request.headers.authorization === `Bearer ${this.token}` ? this.#answer(seen) : { status: 401 };
    return conduct === 'drop' ? 'drop' : this.distort(reply, seen);
  }

  #answer({ method, path, body = {} }: SeenRequest): Reply {
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    const [, kind = '', id] = pathname.split('/');
    if (kind === 'ResourceTypes') {
      return { status: 200, body: { Resources: [{ endpoint: '/Users' }, { endpoint: '/Groups' }] } };
    }
    const all = kind === 'Users' ? this.users : kind === 'Groups' ? this.groups : undefined;
    if (all === undefined) return { status: 404 };
    const hideMembers = searchParams.get('excludedAttributes') === 'members';
    if (id === undefined) return method === 'POST' ? this.#create(all, body) : this.#list(all, searchParams);
    const found = all.get(id);
    if (found === undefined) return { status: 404, body: { status: '404', detail: 'not here' } };
    if (method === 'DELETE') {
      all.delete(id);
      return { status: 204 };
    }
    if (method === 'PATCH') {
      for (const operation of body.Operations as Resource[]) patch(found, operation);
      if (this.#quirks.patchAnswers204 === true) return { status: 204 };
    }
    return { status: 200, body: this.#shown(found, hideMembers) };
  }

  #create(all: Map<string, Resource>, body: Resource): Reply {
    const key = all === this.users ? 'userName' : 'displayName';
    const same = (one: Resource) => fold(one[key]) === fold(body[key]);
    if ([...all.values()].some(same)) {
      return { status: 409, body: { status: '409', scimType: 'uniqueness', detail: `${key} is taken` } };
    }
    const id = randomUUID();
    const made = { ...structuredClone(body), id };
    all.set(id, made);
    return { status: 201, body: this.#shown(made, false) };
  }

  #list(all: Map<string, Resource>, query: URLSearchParams): Reply {
    const filter = query.get('filter');
    const [, path = '', value = ''] = /^(.+) eq "(.*)"$/.exec(filter ?? '') ?? [];
    if (filter !== null && (this.#quirks.unfilterable ?? []).includes(path)) {
      return {
        status: 400,
        body: { status: '400', scimType: 'invalidFilter', detail: `no filter by ${path}` },
      };
    }
    const found = [...all.values()].filter((one) => filter === null || fold(read(one, path)) === fold(value));
    if (found.length === 0 && filter !== null && this.#quirks.missIs404 === true) return { status: 404 };
    const startIndex = Number(query.get('startIndex') ?? 1);
    const page = found.slice(startIndex - 1, startIndex - 1 + Number(query.get('count') ?? 100));
    const hideMembers = query.get('excludedAttributes') === 'members';
    return {
      status: 200,
      body: {
        totalResults: found.length,
        startIndex,
        itemsPerPage: page.length,
        Resources: page.map((one) => this.#shown(one, hideMembers)),
      },
    };
  }

  #shown(resource: Resource, hideMembers: boolean): Resource {
    const shown = structuredClone(resource);
    if (hideMembers) delete shown.members;
    for (const path of this.#quirks.hidden ?? []) {
      const [, urn = '', name = ''] = /^(.*):([^:]+)$/.exec(path) ?? [];
      delete (shown[urn] as Resource | undefined)?.[name];
    }
    return shown;
  }
}

const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

/** One that keeps PINs and codes to itself, as the mapping asks. */
export function startDemoServer(): Promise<PlainScimServer> {
  return PlainScimServer.start({ hidden: [`${uniflow}:pin`, `${uniflow}:cardRegistrationCode`] });
}

function fold(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

function read(resource: Resource, path: string): unknown {
  const element = /^(\w+)\[(\w+) eq "([^"]*)"\]\.(\w+)$/.exec(path);
  if (element === null) return resource[path];
  const [, name = '', key = '', value, part = ''] = element;
  return ((resource[name] ?? []) as Resource[]).find((one) => one[key] === value)?.[part];
}

/** One operation of a PATCH, in either dialect. */
function patch(resource: Resource, { op, path, value }: Resource): void {
  const kind = String(op).toLowerCase();
  if (typeof path === 'string') set(resource, path, value, kind);
  else for (const [key, held] of Object.entries(value as Resource)) set(resource, key, held, kind);
}

function set(resource: Resource, path: string, value: unknown, op: string): void {
  const oneMember = /^members\[value eq "([^"]*)"\]$/.exec(path)?.[1];
  if (path === 'members' || oneMember !== undefined) {
    setMembers(resource, oneMember === undefined ? (value as Resource[]) : [{ value: oneMember }], op);
    return;
  }
  const element = /^(\w+)\[(\w+) eq "([^"]*)"\]\.(\w+)$/.exec(path);
  if (element !== null) {
    const [, name = '', key = '', wanted = '', part = ''] = element;
    const items = (resource[name] ??= []) as Resource[];
    let item = items.find((one) => one[key] === wanted);
    if (item === undefined) items.push((item = { [key]: wanted }));
    item[part] = value;
    return;
  }
  if (path === `${enterprise}:manager`) {
    const extension = (resource[enterprise] ??= {}) as Resource;
    extension.manager = { value };
    return;
  }
  const [, urn, name] = /^(urn:.*):([^:]+)$/.exec(path) ?? [];
  const keys = urn === undefined || name === undefined ? path.split('.') : [urn, name];
  const last = keys.pop() ?? '';
  const holder = keys.reduce((at, key) => (at[key] ??= {}) as Resource, resource);
  holder[last] = last === 'active' ? String(value).toLowerCase() === 'true' : value;
}

function setMembers(group: Resource, members: readonly Resource[], op: string): void {
  const named = members.map((one) => one.value);
  const others = ((group.members ?? []) as Resource[]).filter((one) => !named.includes(one.value));
  group.members = op === 'remove' ? others : [...others, ...named.map((id) => ({ value: id }))];
}
