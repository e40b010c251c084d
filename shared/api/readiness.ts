import { createPublicKey, sign, verify } from 'node:crypto';
import { seal, unseal } from '../secrets/seal.ts';
import type { SealingKeys, SigningKeys } from '../config/keyRing.ts';
import type { StorageLook } from '../tenants/storageCheck.ts';

/** A check that must pass before requests are sent to an instance. */
export interface ReadinessFinding {
  readonly check: 'settings' | 'storage' | 'keys' | 'clock' | 'format';
  readonly ok: boolean;
  /** What was found, for the operator. Never a secret. */
  readonly detail: string;
}

/** Tolerated difference from storage's clock: beyond it, tokens would be refused too early or too late. */
const toleratedSkewMs = 60_000;

/** @param look undefined if storage does not answer: clock and format are unknown then. */
export function storageFindings(look: StorageLook | undefined, now: number): readonly ReadinessFinding[] {
  if (look === undefined)
    return [{ check: 'storage', ok: false, detail: 'Storage does not answer, or refuses this service.' }];
  return [
    { check: 'storage', ok: true, detail: 'Storage answers.' },
    clockFinding(look.time, now),
    formFinding(look.laterForm),
  ];
}

/** An unknown result does not fail the check: slow storage does not mean a later release. */
function formFinding(laterForm: boolean | undefined): ReadinessFinding {
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

function clockFinding(time: number | undefined, now: number): ReadinessFinding {
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

/** Whether the current keys work: sealing and opening, signing and verifying. */
export async function keyFinding(
  sealing: SealingKeys,
  signing: SigningKeys | undefined,
): Promise<ReadinessFinding> {
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
