import { isObject, objectOr, stringOr, type JsonObject } from '../json.ts';
import type { EntryKind } from '../source/entry.ts';

/** The failures of an entry, and when it is tried again. Times are milliseconds since 1970. */
export interface Escrow {
  readonly firstFailure: number;
  readonly attempts: number;
  /** Undefined if there is no further try until the entry changes. */
  readonly next: number | undefined;
  readonly code: string;
  readonly reason: string;
}

/** What the job remembers of an entry. */
export interface Link {
  readonly objectId: string;
  readonly kind: EntryKind;
  readonly label: string;
  /** The service's id; undefined until there is one. */
  readonly targetId: string | undefined;
  /** Of the entry when it was last evaluated. */
  readonly fingerprint: string;
  /** The generation of the job in which the entry was last evaluated. */
  readonly generation: number;
  /** False after it left the scope. Entra then sends no deletion when it leaves the directory. */
  readonly managed: boolean;
  /** Whether its references have yet to be sent. */
  readonly pendingReferences: boolean;
  /** Whether its deletion is held back. */
  readonly staged: boolean;
  readonly escrow: Escrow | undefined;
}

/** Why the job is in quarantine, and when it is tried again. */
export interface Quarantine {
  readonly since: number;
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  readonly next: number;
}

export type CycleKind = 'initial' | 'incremental';
type CycleResult = 'Succeeded' | 'Failed' | 'EntryLevelErrors';

/** A cycle. Without an end it is running, or was interrupted. */
export interface CycleRecord {
  readonly id: string;
  readonly kind: CycleKind;
  readonly started: number;
  readonly ended: number | undefined;
  readonly result: CycleResult | undefined;
}

/** What the job remembers of itself. */
export interface JobRecord {
  readonly id: string;
  readonly tenantUrl: string;
  readonly source: string;
  /** The mapping's file; undefined for the default mapping. */
  readonly mapping: string | undefined;
  /** Of the mapping: another one needs an initial cycle. */
  readonly mappingFingerprint: string;
  /** The HMAC key of the fingerprints, so that nobody can guess PINs from them. */
  readonly key: string;
  /** Increases with each initial cycle. */
  readonly generation: number;
  /** How far the job's clock is ahead of this machine's. */
  readonly aheadMs: number;
  readonly cycle: CycleRecord | undefined;
  readonly watermark: number | undefined;
  readonly quarantine: Quarantine | undefined;
  readonly switchedOff: boolean;
}

function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function toLink(value: JsonObject): Link | undefined {
  const objectId = stringOr(value.objectId);
  if (objectId === '') return undefined;
  return {
    objectId,
    kind: value.kind === 'group' ? 'group' : 'user',
    label: stringOr(value.label),
    targetId: textOrNone(value.targetId),
    fingerprint: stringOr(value.fingerprint),
    generation: numberOr(value.generation) ?? 0,
    managed: value.managed === true,
    pendingReferences: value.pendingReferences === true,
    staged: value.staged === true,
    escrow: isObject(value.escrow) ? toEscrow(value.escrow) : undefined,
  };
}

function toEscrow(value: JsonObject): Escrow {
  return {
    firstFailure: numberOr(value.firstFailure) ?? 0,
    attempts: numberOr(value.attempts) ?? 1,
    next: numberOr(value.next),
    code: stringOr(value.code),
    reason: stringOr(value.reason),
  };
}

export function toJob(value: JsonObject): JobRecord | undefined {
  const tenantUrl = stringOr(value.tenantUrl);
  if (tenantUrl === '') return undefined;
  return {
    id: stringOr(value.id),
    tenantUrl,
    source: stringOr(value.source),
    mapping: textOrNone(value.mapping),
    mappingFingerprint: stringOr(value.mappingFingerprint),
    key: stringOr(value.key),
    generation: numberOr(value.generation) ?? 1,
    aheadMs: numberOr(value.aheadMs) ?? 0,
    cycle: isObject(value.cycle) ? toCycle(value.cycle) : undefined,
    watermark: numberOr(value.watermark),
    quarantine: isObject(value.quarantine) ? toQuarantine(value.quarantine) : undefined,
    switchedOff: value.switchedOff === true,
  };
}

const results: readonly CycleResult[] = ['Succeeded', 'Failed', 'EntryLevelErrors'];

function toCycle(value: JsonObject): CycleRecord {
  return {
    id: stringOr(value.id),
    kind: value.kind === 'incremental' ? 'incremental' : 'initial',
    started: numberOr(value.started) ?? 0,
    ended: numberOr(value.ended),
    result: results.find((one) => one === value.result),
  };
}

function toQuarantine(value: JsonObject): Quarantine {
  const { since, reason, detail, attempts, next } = objectOr(value);
  return {
    since: numberOr(since) ?? 0,
    reason: stringOr(reason),
    detail: stringOr(detail),
    attempts: numberOr(attempts) ?? 1,
    next: numberOr(next) ?? 0,
  };
}
