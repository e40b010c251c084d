import { hash, hkdfSync, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { isGuid, objectIn, textOf } from '../scim/json.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import { openEnvelope, sealEnvelope } from '../secrets/seal.ts';
import { readText, storedJson, textProperty } from '../store/documentRow.ts';
import { pages, readPage, readRow, type Partition, type StoredRow } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { deleteRow, insertRow, replaceRow, type Row } from '../store/writeRows.ts';
import { deadline, repeated } from '../tenants/change.ts';
import { actorKinds, type AuditActor } from './auditEntry.ts';
import { handoverEnded, handoverNotFound, tooManyHandovers } from './errors.ts';

/** What is handed over. The secret is one of the two. */
export interface HandedOver {
  readonly secretToken?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export interface HandoverInput {
  readonly tenant: string;
  /** Id of the token, or of the client's secret. */
  readonly credential: string;
  readonly by: AuditActor;
  /** For whom it is. */
  readonly note: string | undefined;
  /** How long the link works. */
  readonly hours: number;
}

type HandoverState = 'open' | 'opened' | 'revoked' | 'expired';

/** A one-time link that hands a credential over, as far as it is shown. */
export interface Handover extends Omit<HandoverInput, 'hours'> {
  readonly id: string;
  /** RFC 3339. */
  readonly created: string;
  /** RFC 3339: when the link ends. */
  readonly expires: string;
  readonly state: HandoverState;
  /** RFC 3339: when it was opened or revoked. */
  readonly ended: string | undefined;
}

/** Longest lifetime of a link, in hours. */
export const maxHandoverHours = 72;

/** Open hand-overs of one tenant. */
const maxOpen = 20;

/** How long it stays known what became of a link, after its end. */
const keptAfterMs = 7 * 24 * 3_600_000;

/** They share one partition, because a link does not name its tenant. */
function handovers(table: Table, signal = deadline()): Partition {
  return { table, tenant: 'handovers', signal };
}

/**
 * Makes a one-time link. What it hands over is sealed with a key that takes both a sealing key of the deployment and the
 * link's own secret, which is stored nowhere: neither who reads storage nor who has the settings can open it.
 *
 * @returns the hand-over, and the secret that stands behind the link's `#`.
 * @throws ScimError 409 if the tenant has too many open ones.
 */
export async function addHandover(
  table: Table,
  ring: SealingKeys,
  input: HandoverInput,
  handedOver: HandedOver,
): Promise<{ readonly handover: Handover; readonly secret: string }> {
  const { tenant, credential, by, note, hours } = input;
  const open = (await listHandovers(table, tenant)).filter(({ state }) => state === 'open');
  if (open.length >= maxOpen) throw tooManyHandovers(maxOpen);
  const id = randomUUID();
  const secret = randomBytes(32).toString('base64url');
  const key = keyOf(ring, ring.current, secret);
  if (key === undefined) throw new Error(`The key ring has no key ${ring.current}.`);
  const now = Date.now();
  const [created, expires] = [new Date(now), new Date(now + hours * 3_600_000)];
  const row = {
    ...{ format: 1, tenant, credential, created, expires, state: 'open' },
    by: storedJson({ ...by, label: by.label ?? null }),
    ...textProperty('note', note),
    sha256: hash('sha256', secret, 'hex'),
    sealed: sealEnvelope(key, ring.current, JSON.stringify(handedOver), { handover: id, tenant }),
  };
  // A repeated insert whose answer was lost is refused by its own row.
  await insertRow(handovers(table), id, row);
  const times = { created: created.toISOString(), expires: expires.toISOString() };
  return {
    handover: { id, tenant, credential, by, note, ...times, state: 'open', ended: undefined },
    secret,
  };
}

function keyOf(ring: SealingKeys, id: string, secret: string): Uint8Array | undefined {
  const key = ring.keys.get(id);
  return key === undefined
    ? undefined
    : new Uint8Array(hkdfSync('sha256', key, secret, 'uniflow-scim handover', 32));
}

/** The hand-overs of a tenant, newest first. @throws ScimError 503 */
export async function listHandovers(table: Table, tenant: string): Promise<readonly Handover[]> {
  const found: Handover[] = [];
  for await (const rows of rowsOf(table, `tenant eq '${tenant}'`)) found.push(...rows.map(readHandover));
  return found.toSorted((a, b) => (a.created < b.created ? 1 : -1));
}

function rowsOf(table: Table, condition: string, signal?: AbortSignal): AsyncGenerator<readonly StoredRow[]> {
  const partition = handovers(table, signal);
  const filter = `PartitionKey eq '${partition.tenant}' and ${condition}`;
  return pages((next) => readPage(partition, { filter }, next));
}

/** Ends an open link. One that has ended stays as it is. @throws ScimError 404 */
export async function revokeHandover(table: Table, tenant: string, id: string): Promise<void> {
  await repeated(async () => {
    const row = isGuid(id) ? await readRow(handovers(table), id) : undefined;
    if (row?.tenant !== tenant) throw handoverNotFound(id);
    if (row.state !== 'open') return true;
    return (await replaceRow(handovers(table), id, endedRow(row, 'revoked'), row.etag)) ? true : undefined;
  });
}

/** A link whose secret is right. */
export interface FoundHandover {
  readonly handover: Handover;
  /**
   * Opens it: it never opens again. Undefined if no sealing key of the deployment opens it.
   *
   * @throws ScimError 410 if somebody was faster.
   */
  readonly open: () => Promise<HandedOver | undefined>;
}

/** The hand-over of a link; undefined if there is none, or if the secret is another one. One storage call. */
export async function findHandover(
  table: Table,
  ring: SealingKeys,
  id: string,
  secret: string,
): Promise<FoundHandover | undefined> {
  if (!isGuid(id) || !/^[\w-]{43}$/.test(secret)) return undefined;
  const row = await readRow(handovers(table), id);
  if (row === undefined || !isSame(hash('sha256', secret, 'hex'), String(row.sha256))) return undefined;
  const handover = readHandover(row);
  return { handover, open: () => openRow(table, ring, row, handover, secret) };
}

async function openRow(
  table: Table,
  ring: SealingKeys,
  row: StoredRow,
  handover: Handover,
  secret: string,
): Promise<HandedOver | undefined> {
  const { id, tenant } = handover;
  const opened = await openEnvelope((keyId) => keyOf(ring, keyId, secret), String(row.sealed));
  const { header, text } = opened ?? { header: {}, text: '' };
  if (header.handover !== id || header.tenant !== tenant) return undefined;
  const opening = randomUUID();
  const ended = { ...endedRow(row, 'opened'), opening };
  if (!(await replaceRow(handovers(table), id, ended, row.etag))) {
    // A repeated write whose answer was lost is refused by its own row.
    const now = await readRow(handovers(table), id);
    if (now?.opening !== opening) throw handoverEnded('It was opened or revoked before.');
  }
  return handedOverIn(text);
}

function handedOverIn(text: string): HandedOver {
  const { secretToken, clientId, clientSecret } = objectIn(text) ?? {};
  return typeof secretToken === 'string'
    ? { secretToken }
    : { clientId: textOf(clientId), clientSecret: textOf(clientSecret) };
}

/** The row without what it hands over. */
function endedRow(row: StoredRow, state: 'opened' | 'revoked'): Row {
  const { tenant, credential, created, expires, by, sha256 } = row;
  return {
    ...{ format: 1, tenant: String(tenant), credential: String(credential), state },
    ...{ created: new Date(String(created)), expires: new Date(String(expires)), ended: new Date() },
    ...{ by: String(by), sha256: String(sha256) },
    ...textProperty('note', readText(row, 'note')),
  };
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function readHandover(row: StoredRow): Handover {
  const { rowKey, tenant, credential, created, expires, ended, state } = row;
  const end = new Date(String(expires));
  return {
    id: rowKey,
    tenant: String(tenant),
    credential: String(credential),
    by: readActor(row.by),
    note: readText(row, 'note'),
    created: new Date(String(created)).toISOString(),
    expires: end.toISOString(),
    state: stateOf(state, end),
    ended: typeof ended === 'string' ? new Date(ended).toISOString() : undefined,
  };
}

function stateOf(state: unknown, expires: Date): HandoverState {
  if (state === 'opened' || state === 'revoked') return state;
  return expires.getTime() <= Date.now() ? 'expired' : 'open';
}

function readActor(json: unknown): AuditActor {
  const { kind, id, label } = (typeof json === 'string' ? objectIn(json) : undefined) ?? {};
  return {
    kind: actorKinds.find((each) => each === kind) ?? 'commandLine',
    id: textOf(id),
    label: typeof label === 'string' ? label : undefined,
  };
}

/** Deletes what ended a week ago. @param now milliseconds since 1970. */
export async function deleteOldHandovers(table: Table, now: number, signal: AbortSignal): Promise<void> {
  const before = new Date(now - keptAfterMs).toISOString();
  await deleteWhere(table, `expires lt datetime'${before}'`, signal);
}

/** Deletes the hand-overs of a tenant. */
export function deleteHandovers(table: Table, tenant: string, signal: AbortSignal): Promise<void> {
  return deleteWhere(table, `tenant eq '${tenant}'`, signal);
}

async function deleteWhere(table: Table, condition: string, signal: AbortSignal): Promise<void> {
  for await (const rows of rowsOf(table, condition, signal))
    for (const { rowKey } of rows) await deleteRow(handovers(table, signal), rowKey);
}
