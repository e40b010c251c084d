import { openSecrets, whyUnopened } from '../secrets/seal.ts';
import { appendLog } from '../store/logRow.ts';
import { existingUser, userContext, type TenantContext } from './context.ts';
import { logEntry, newOperationId } from './write.ts';

/** A secret of a user: its value, or why it can't be opened. */
export interface RevealedSecret {
  /** SCIM path of the attribute. */
  readonly attribute: string;
  readonly value?: string;
  /** A sentence without its subject: `sealed with the key "old", which is not in SCIM_SEALING_KEYS`. */
  readonly problem?: string;
}

/**
 * Reveals the secrets of a user. The caller has checked that they may be revealed. The log says so first: if it can't be
 * written, nothing is revealed.
 *
 * @throws ScimError 404 if there is no such user, 503 if storage does not answer.
 */
export async function revealSecrets(call: TenantContext, userId: string): Promise<readonly RevealedSecret[]> {
  const context = await userContext(call, { attributes: undefined, excludedAttributes: undefined });
  const { partition, type } = context;
  const ring = call.service.config.sealing;
  const read = await existingUser(partition, userId);
  const revealed = (await openSecrets(ring, type, partition.tenant, read.user)).map(
    ({ attribute, keyId, value }): RevealedSecret =>
      value === undefined ? { attribute, problem: whyUnopened(ring, keyId) } : { attribute, value },
  );
  const changed = revealed.filter(({ value }) => value !== undefined).map(({ attribute }) => attribute);
  const entry = logEntry(context, newOperationId(), 'reveal', read.user, {}, {});
  await appendLog(partition, { ...entry, changed });
  return revealed;
}
