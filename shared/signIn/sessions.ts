import { hash, randomBytes } from 'node:crypto';
import { BoundedMap } from '../scim/bounds.ts';
import { readById } from '../store/readUsers.ts';
import type { Table, TableName } from '../store/tables.ts';
import { FreshReads, readDeadlineMs, type TenantDirectory } from '../tenants/tenantDirectory.ts';
import { signInTenant, type SignInTenant } from './openTenant.ts';
import { personOf, type Person } from './person.ts';
import { deleteSession, insertSession, readSession } from './sessionRows.ts';

/** How old a session's user may be: a person who was disabled is signed in for this long, in milliseconds. */
const sessionLifetimeMs = 30_000;

/** Sessions that one process remembers for that time. */
const maxSessions = 10_000;

/** A person who is signed in. */
export interface SignedIn extends SignInTenant {
  readonly person: Person;
  /** Milliseconds since 1970: when the session ends in any case. */
  readonly expires: number;
}

interface Services {
  readonly tenants: Pick<TenantDirectory, 'known' | 'fresh'>;
  table(name: TableName): Promise<Table>;
}

/** The parts of a session's cookie. */
interface SessionId {
  readonly tenant: string;
  /** The row key: hash of the secret. */
  readonly hash: string;
}

type Found = Pick<SignedIn, 'person' | 'expires'>;

/**
 * The sessions of people who have signed in. They are rows of storage, so that every instance knows them and a restart
 * ends none; what a row and its user say is remembered for 30 seconds.
 */
export class Sessions {
  readonly #services: Services;
  readonly #known = new BoundedMap<string, Found & { readonly until: number }>(maxSessions);
  readonly #reads = new FreshReads((key: string) => this.#read(key));

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Begins a session. It reads nothing: who may sign in is decided before.
   *
   * @returns the value of its cookie.
   * @throws ScimError 503
   */
  async begin(tenant: string, userId: string, minutes: number): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    const session = { userId, expires: Date.now() + minutes * 60_000 };
    await insertSession(await this.#table(), tenant, hashOf(secret), session, timeout());
    return `${tenant}.${secret}`;
  }

  /**
   * Who is signed in by this cookie; undefined if the session or its tenant is off, or its person was disabled or deleted
   * 30 seconds ago or earlier. Within that time it costs no storage call, otherwise two.
   *
   * @throws ScimError 503
   */
  async find(cookie: string): Promise<SignedIn | undefined> {
    const id = sessionIdIn(cookie);
    const open = id === undefined ? undefined : await signInTenant(this.#services.tenants, id.tenant);
    if (id === undefined || open === undefined) return undefined;
    const found = await this.#find(keyOf(id));
    return found === undefined || found.expires <= Date.now() ? undefined : { ...open, ...found };
  }

  async #find(key: string): Promise<Found | undefined> {
    const known = this.#known.get(key);
    return known !== undefined && Date.now() < known.until ? known : this.#reads.read(key);
  }

  /** Ends a session here at once, on other instances within 30 seconds. @throws ScimError 503 */
  async end(cookie: string): Promise<void> {
    const id = sessionIdIn(cookie);
    if (id !== undefined) await this.#end(id);
  }

  /**
   * The same by what `signOutValue` gives, which can do nothing else.
   *
   * @param tenant whose sessions may be ended; undefined for any.
   * @returns whether the value is one of theirs.
   * @throws ScimError 503
   */
  async endBySignOut(value: string, tenant?: string): Promise<boolean> {
    const [, owner, hash] = /^([a-z0-9-]{1,63})\.([0-9a-f]{64})$/.exec(value) ?? [];
    if (owner === undefined || hash === undefined || owner !== (tenant ?? owner)) return false;
    await this.#end({ tenant: owner, hash });
    return true;
  }

  async #end(id: SessionId): Promise<void> {
    const key = keyOf(id);
    this.#known.delete(key);
    await deleteSession(await this.#table(), id.tenant, id.hash, timeout());
    // A read that had begun before may have kept it again.
    this.#known.delete(key);
  }

  async #read(key: string): Promise<Found | undefined> {
    // The result may be as old as the question, so its age counts from then.
    const asked = Date.now();
    const [tenant = '', hash = ''] = key.split(' ');
    const session = await readSession(await this.#table(), tenant, hash, timeout());
    const person = session === undefined ? undefined : await this.#person(tenant, session.userId);
    if (session === undefined || person?.active !== true) {
      this.#known.delete(key);
      // It stays ended, also for who is enabled again.
      if (session !== undefined) await deleteSession(await this.#table(), tenant, hash, timeout());
      return undefined;
    }
    const found = { person, expires: session.expires };
    this.#known.set(key, { ...found, until: asked + sessionLifetimeMs });
    return found;
  }

  async #person(tenant: string, userId: string): Promise<Person | undefined> {
    const partition = { table: await this.#services.table('scimUsers'), tenant, signal: timeout() };
    const read = await readById(partition, userId);
    return read === undefined ? undefined : personOf(read.user);
  }

  #table(): Promise<Table> {
    return this.#services.table('scimTenants');
  }
}

function timeout(): AbortSignal {
  return AbortSignal.timeout(readDeadlineMs);
}

/** Names a session where it can only be ended: the tenant, and the hash of the secret. Undefined if there is none. */
export function signOutValue(cookie: string): string | undefined {
  const id = sessionIdIn(cookie);
  return id === undefined ? undefined : `${id.tenant}.${id.hash}`;
}

function keyOf({ tenant, hash }: SessionId): string {
  return `${tenant} ${hash}`;
}

function sessionIdIn(cookie: string): SessionId | undefined {
  const [, tenant, secret] = /^([a-z0-9-]{1,63})\.([\w-]{43})$/.exec(cookie) ?? [];
  return tenant === undefined || secret === undefined ? undefined : { tenant, hash: hashOf(secret) };
}

function hashOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}
