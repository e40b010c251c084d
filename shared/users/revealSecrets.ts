import { openSecrets, whyUnopened } from '../secrets/seal.ts';
import { appendLog } from '../store/logRow.ts';
import { readById } from '../store/readUsers.ts';
import { userContext, type TenantContext } from './context.ts';
import { logEntry, newOperationId } from './write.ts';
import { userNotFound } from '../scim/errors/user.ts';

/** A secret of a user: its value, or why there is none to be had. */
export interface RevealedSecret {
  /** SCIM path of the attribute. */
  readonly attribute: string;
  readonly value?: string;
  /** A sentence without its subject: `sealed with the key "old", which is not in SCIM_SEALING_KEYS`. */
  readonly problem?: string;
}

/**
 * Hands out the secrets of a user, to whoever may have them: the caller has seen to that. The log says so first: where it
 * can't be written, nothing is handed out.
 *
 * @throws ScimError 404 where there is no such user, 503 where storage does not answer.
 */
export async function revealSecrets(call: TenantContext, userId: string): Promise<readonly RevealedSecret[]> {
  const context = await userContext(call, { attributes: undefined, excludedAttributes: undefined });
  const { partition, type } = context;
  const ring = call.service.config.sealing;
  const read = await readById(partition, userId);
  if (read === undefined) throw userNotFound(userId);
  const revealed = (await openSecrets(ring, type, partition.tenant, read.user)).map(
    ({ attribute, keyId, value }): RevealedSecret =>
      value === undefined ? { attribute, problem: whyUnopened(ring, keyId) } : { attribute, value },
  );
  const changed = revealed.filter(({ value }) => value !== undefined).map(({ attribute }) => attribute);
  const entry = logEntry(context, newOperationId(), 'reveal', read.user, {}, {});
  await appendLog(partition, { ...entry, changed });
  return revealed;
}
