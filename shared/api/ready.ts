import { setTimeout as wait } from 'node:timers/promises';
import { version } from '../../generated/version.ts';
import type { BareCall, Call } from './endpoint.ts';
import { ScimError } from '../scim/error.ts';
import type { Answer } from './response.ts';
import { describeError } from '../telemetry/log.ts';
import { admitted } from './manage/endpoint.ts';
import { service, wrongSetting, type Service } from '../service.ts';
import type { JsonObject } from '../scim/json.ts';
import { storageKind } from '../config/storage.ts';
import { lookAtStorage, type StorageLook } from '../tenants/storageCheck.ts';
import { keyFinding, storageFindings, type Finding } from './readiness.ts';
import { remembered } from './remembered.ts';

/** Whoever probes wants to know soon, in milliseconds. */
const timeLimit = 3_000;

const findingsNow = remembered(findingsOf);

/**
 * GET /health/ready: whether requests may be sent here. Anybody may ask and is told a word, and which kind of storage
 * serves; who shows a management token of the deployment is told what was found. A setting that is missing or wrong is told
 * to everybody, as by every other endpoint: nobody's token can be checked then.
 *
 * @throws ScimError 401 where a token is shown that is wrong, 429.
 */
export async function ready(bare: BareCall): Promise<Answer> {
  const wrong = wrongSetting();
  if (wrong !== undefined) {
    bare.warn('notConfigured', { setting: wrong.message });
    return answer([{ check: 'settings', ok: false, detail: wrong.message }], true);
  }
  const call = { ...bare, service: service() };
  const findings = await findingsNow(call);
  return answer(findings, await mayKnow(call), { storage: storageKind(call.service.config.storage) });
}

/** @param more what is said to everybody. */
function answer(findings: readonly Finding[], told: boolean, more: JsonObject = {}): Answer {
  const well = findings.every(({ ok }) => ok);
  const body = { status: well ? 'ready' : 'not ready', version, ...more, ...(told ? { findings } : {}) };
  const headers = well ? {} : { 'Retry-After': '5' };
  return { status: well ? 200 : 503, body, mediaType: 'application/json', headers };
}

/** Who can't be known because storage is away is told what everybody is, and soon: this answer must come all the same. */
async function mayKnow(call: Call): Promise<boolean> {
  if (call.request.headers.get('authorization') === null) return false;
  const known = admitted(call, undefined, 'deployment').then(() => true);
  try {
    return await Promise.race([known, wait(timeLimit, false, { ref: false })]);
  } catch (error) {
    const { status } = error instanceof ScimError ? error : call.explain(error);
    if (status >= 500) return false;
    throw error;
  }
}

async function findingsOf({ service, warn }: Call): Promise<readonly Finding[]> {
  const { sealing, signing, unknownSettings } = service.config;
  const look = await storageLook(service).catch((error: unknown) => {
    warn('notReady', describeError(error));
    return undefined;
  });
  return [
    ...unknownSettings.map((detail): Finding => ({ check: 'settings', ok: true, detail })),
    ...storageFindings(look, Date.now()),
    await keyFinding(sealing, signing),
  ];
}

async function storageLook(service: Service): Promise<StorageLook> {
  return lookAtStorage(await service.table('scimTenants'), AbortSignal.timeout(timeLimit));
}
