import { setTimeout as wait } from 'node:timers/promises';
import { version } from '../../generated/version.ts';
import type { Call, BareCall, Answer } from './endpoint.ts';
import { admitManager } from './manage/endpoint.ts';
import { type Service, service, wrongSetting } from '../service.ts';
import { storageKind } from '../config/storage.ts';
import { readExpiryWarnings, type ExpiryWarning } from '../tenants/expiring.ts';
import { probeTenants, lookAtStorage, type StorageLook } from '../tenants/storageCheck.ts';
import { ScimError } from '../scim/error.ts';
import { describeError } from '../telemetry/log.ts';
import { defined, type JsonObject } from '../scim/json.ts';
import { keyFinding, storageFindings, type ReadinessFinding } from './readiness.ts';

const storageAnswers = remembered((service: Service) => probeTenants(() => service.table('scimTenants')));

/**
 * GET /health: 200 if storage answers. It is public, so it reports only that and the kind of storage; a management
 * token of the deployment also gets the credentials that expire soon.
 *
 * @throws ScimError 503
 */
export async function health(call: Call): Promise<Answer> {
  await storageAnswers(call.service);
  const warnings = await warningsFor(call);
  const storage = storageKind(call.service.config.storage);
  const body = { status: 'healthy', version, storage, ...defined({ warnings }) };
  return { status: 200, body, mediaType: 'application/json' };
}

/**
 * The warnings; undefined for a caller without a token.
 *
 * @throws ScimError 401 for a wrong token, so that missing warnings are not taken for good news; 429.
 */
async function warningsFor(call: Call): Promise<readonly ExpiryWarning[] | undefined> {
  const { request, service, signal, warn } = call;
  if (request.headers.get('authorization') === null) return undefined;
  await admitManager(call, undefined);
  return readExpiryWarnings(await service.table('scimTenants'), signal, (tenant) => {
    warn('damagedTenant', { tenant });
  });
}

/** GET /health/live: the process answers. It needs neither storage nor settings, because a restart mends neither. */
export function live(): Answer {
  return { status: 200, body: { status: 'alive', version }, mediaType: 'application/json' };
}

/** A probe has its own short timeout. */
const probeTimeoutMs = 3_000;

/** What `/health/ready` looks at. Some seconds old, so that callers can't overload storage. */
export const readinessFindings = remembered(findingsOf);

/**
 * GET /health/ready: whether requests may be sent here. It is public and reports a word and the kind of storage; a
 * management token of the deployment also gets the findings. Everybody gets the sentence of a missing or wrong
 * setting, as from every endpoint: no token can be checked then.
 *
 * @throws ScimError 401 for a wrong token, 429.
 */
export async function ready(bare: BareCall): Promise<Answer> {
  const wrong = wrongSetting();
  if (wrong !== undefined) {
    bare.warn('notConfigured', { setting: wrong.message });
    return answer([{ check: 'settings', ok: false, detail: wrong.message }], true);
  }
  const call = { ...bare, service: service() };
  const findings = await readinessFindings(call);
  return answer(findings, await mayKnow(call), { storage: storageKind(call.service.config.storage) });
}

/** @param told whether the caller gets the findings. @param more members for everybody. */
function answer(findings: readonly ReadinessFinding[], told: boolean, more: JsonObject = {}): Answer {
  const well = findings.every(({ ok }) => ok);
  const body = { status: well ? 'ready' : 'not ready', version, ...more, ...(told ? { findings } : {}) };
  const headers = well ? {} : { 'Retry-After': '5' };
  return { status: well ? 200 : 503, body, mediaType: 'application/json', headers };
}

/**
 * Whether the caller has a management token. If storage does not answer soon, the caller counts as anonymous: this
 * endpoint must answer in any case.
 */
async function mayKnow(call: Call): Promise<boolean> {
  if (call.request.headers.get('authorization') === null) return false;
  const known = admitManager(call, undefined).then(() => true);
  try {
    return await Promise.race([known, wait(probeTimeoutMs, false, { ref: false })]);
  } catch (error) {
    const { status } = error instanceof ScimError ? error : call.explain(error);
    if (status >= 500) return false;
    throw error;
  }
}

async function findingsOf({ service, warn }: Call): Promise<readonly ReadinessFinding[]> {
  const { sealing, signing, unknownSettings } = service.config;
  const look = await storageLook(service).catch((error: unknown) => {
    warn('notReady', describeError(error));
    return undefined;
  });
  return [
    ...unknownSettings.map((detail): ReadinessFinding => ({ check: 'settings', ok: true, detail })),
    ...storageFindings(look, Date.now()),
    await keyFinding(sealing, signing),
  ];
}

async function storageLook(service: Service): Promise<StorageLook> {
  return lookAtStorage(await service.table('scimTenants'), AbortSignal.timeout(probeTimeoutMs));
}

/** How long a result is reused. */
const cacheLifetimeMs = 5_000;

/**
 * Caches the result of `look` for some seconds: the health endpoints are public and must not let callers overload
 * storage. It uses a monotonic clock, so that setting the wall clock does not prolong a result.
 */
export function remembered<Question, Found>(
  look: (question: Question) => Promise<Found>,
): (question: Question) => Promise<Found> {
  let last: { readonly found: Promise<Found>; readonly at: number } | undefined;
  return (question) => {
    const now = performance.now();
    if (last === undefined || now - last.at > cacheLifetimeMs) last = { found: look(question), at: now };
    return last.found;
  };
}
