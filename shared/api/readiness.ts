import { createPublicKey, sign, verify } from 'node:crypto';
import { seal, unseal } from '../secrets/seal.ts';
import type { SealingKeys, SigningKeys } from '../config/keyRing.ts';
import type { StorageLook } from '../tenants/storageCheck.ts';

/** One thing that must be well before requests are sent here. */
export interface Finding {
  readonly check: 'settings' | 'storage' | 'keys' | 'clock' | 'format';
  readonly ok: boolean;
  /** What was seen, for who looks after the deployment. Never a secret. */
  readonly detail: string;
}

/** How far this clock and storage's may be apart, in milliseconds: beyond it, tokens are refused too early or too late. */
const toleratedSkewMs = 60_000;

/** @param look undefined where storage does not answer: nothing is known then of clock and format. */
export function storageFindings(look: StorageLook | undefined, now: number): readonly Finding[] {
  if (look === undefined)
    return [{ check: 'storage', ok: false, detail: 'Storage does not answer, or refuses this service.' }];
  return [
    { check: 'storage', ok: true, detail: 'Storage answers.' },
    clockFinding(look.time, now),
    formFinding(look.laterForm),
  ];
}

/** What is not known keeps no requests away: storage that is slow with many tenants is no later release. */
function formFinding(laterForm: boolean | undefined): Finding {
  if (laterForm === undefined)
    return {
      check: 'format',
      ok: true,
      detail: 'Unknown: storage did not look through all tenants in time. Ask again.',
    };
  return {
    check: 'format',
    ok: !laterForm,
    detail: laterForm
      ? 'Storage holds tenants that a later release has written: deploy that release again.'
      : 'All tenants have a form that this release reads.',
  };
}

function clockFinding(time: number | undefined, now: number): Finding {
  if (time === undefined) return { check: 'clock', ok: true, detail: 'Storage did not say what time it is.' };
  const skew = now - time;
  const seconds = Math.round(Math.abs(skew) / 1_000);
  const direction = skew < 0 ? 'behind' : 'ahead of';
  return {
    check: 'clock',
    ok: Math.abs(skew) <= toleratedSkewMs,
    detail: seconds < 2 ? "The clock is storage's." : `The clock is ${seconds} s ${direction} storage's.`,
  };
}

/** Whether the current keys do what they are for: what is sealed opens again, what is signed verifies. */
export async function keyFinding(sealing: SealingKeys, signing: SigningKeys | undefined): Promise<Finding> {
  const problems = [
    ...((await seals(sealing)) ? [] : ['what the sealing key seals does not open again']),
    ...(signing === undefined || signs(signing) ? [] : ['what the signing key signs does not verify']),
  ];
  const issued = signing === undefined ? ' No access tokens are issued: SCIM_SIGNING_KEYS is not set.' : '';
  const detail =
    problems.length === 0 ? `The keys work.${issued}` : `The keys do not work: ${problems.join('; ')}.`;
  return { check: 'keys', ok: problems.length === 0, detail };
}

const nobody = { tenant: '-', userId: '-', attribute: '-' };

async function seals(ring: SealingKeys): Promise<boolean> {
  try {
    return (await unseal(ring, nobody, seal(ring, nobody, 'well'))) === 'well';
  } catch {
    return false;
  }
}

function signs({ current, keys }: SigningKeys): boolean {
  const key = keys.get(current);
  const text = Buffer.from('well');
  return key !== undefined && verify('sha256', text, createPublicKey(key), sign('sha256', text, key));
}
