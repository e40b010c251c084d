import { defined, type JsonObject } from '../../scim/json.ts';
import type { LogEntry } from '../../store/logEntry.ts';
import { outcomeOf } from '../../store/logRow.ts';

/** An entry of the provisioning log as clients and scripts get it. Unknown members are left out. */
export function entryJson(tenant: string, entry: LogEntry): JsonObject {
  const { operationId, at, action, userId, groupId, members, externalId, previousExternalId } = entry;
  const { userName, userNameHash, changed, values, requestId, credential } = entry;
  const { label } = credential;
  return {
    id: operationId,
    time: new Date(at).toISOString(),
    action,
    outcome: outcomeOf(action),
    actor: { tenant, credential: { id: credential.id, ...defined({ label }) } },
    ...defined({ userId, groupId, externalId, previousExternalId, userName, userNameHash }),
    changed,
    ...(members === undefined ? {} : { members: { ...members } }),
    ...(values === 'omitted' ? { valuesOmitted: true } : {}),
    ...(values === undefined || values === 'omitted' ? {} : { values: valuesJson(values) }),
    ...refusalJson(entry),
    requestId,
  };
}

function valuesJson(values: Exclude<LogEntry['values'], undefined | 'omitted'>): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([path, change]) => [path, { ...change }]));
}

function refusalJson({ refusal }: LogEntry): JsonObject {
  if (refusal === undefined) return {};
  const { operation, status, scimType, reason, detail } = refusal;
  return { refusal: { operation, status, ...defined({ scimType, reason }), detail } };
}
