import type { LogEntry } from '../store/logEntry.ts';
import { appendLog } from '../store/logRow.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { newOperationId } from '../users/write.ts';
import { userNameHash } from '../users/logFilter.ts';
import type { StoredResource } from '../scim/represent.ts';
import type { TenantContext } from '../users/context.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { refusalSentences, type SignInRefusal, type SignInRefused } from './refusals.ts';
import { PersonRefused } from './signIn.ts';

/** Whom the provisioning log names for what single sign-on does. */
export const signInActor = { id: 'single-sign-on', label: 'Single sign-on' } as const;

/** Status of the answer to a refused sign-in: nobody is at fault while the metadata can't be read. */
function statusOf(reason: SignInRefusal): number {
  return reason === 'metadataUnavailable' ? 503 : 403;
}

type Context = Pick<TenantContext, 'tenant' | 'requestId' | 'signal'> & {
  readonly service: Pick<TenantContext['service'], 'table'>;
};

/** Logs that somebody has signed in. @throws ScimError 503 */
export async function recordSignIn(context: Context, user: StoredResource): Promise<void> {
  await append(context, { ...newEntry(context), action: 'signIn', ...namesOf(user) });
}

/**
 * Logs that a sign-in was refused and why, with whom the directory has named, if it has.
 *
 * @throws ScimError 503
 */
export async function recordRefusedSignIn(context: Context, refused: SignInRefused): Promise<void> {
  const { reason } = refused;
  await append(context, {
    ...newEntry(context),
    action: 'signInRefused',
    ...(refused instanceof PersonRefused ? namedBy(context.tenant, refused) : namesOf(undefined)),
    refusal: {
      operation: 'signIn',
      status: statusOf(reason),
      scimType: undefined,
      reason,
      detail: refusalSentences[reason],
    },
  });
}

async function append({ service, tenant, signal }: Context, entry: LogEntry): Promise<void> {
  const partition = { table: await service.table('scimUsers'), tenant: tenant.name, signal };
  await appendLog(partition, entry);
  telemetry()?.logWritten(entry.at);
}

function newEntry({ requestId }: Context) {
  return {
    operationId: newOperationId(),
    at: Date.now(),
    changed: [],
    requestId,
    credential: signInActor,
  } as const;
}

type Names = Pick<LogEntry, 'userId' | 'externalId' | 'userName' | 'userNameHash'>;

function namesOf(user: StoredResource | undefined): Names {
  const externalId = user?.attributes.externalId;
  return { userId: user?.id, externalId: typeof externalId === 'string' ? externalId : undefined };
}

/** Of somebody without a user: the object id, by which administrators know people, and the userName as its tenant logs it. */
function namedBy({ identityProvider }: Tenant, { claims, user }: PersonRefused): Names {
  if (user !== undefined) return namesOf(user);
  const { objectId, userName } = claims;
  const names = { userId: undefined, externalId: objectId };
  if (userName === undefined) return names;
  return identityProvider.settings.logValues
    ? { ...names, userName }
    : { ...names, userNameHash: userNameHash(userName) };
}
