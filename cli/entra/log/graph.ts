import type { Identity, LogEntry } from './entry.ts';

/** The job that wrote a log, and the service that it provisions into. */
export interface LogOrigin {
  readonly jobId: string;
  readonly tenantUrl: string;
}

/** A log entry in the form of Microsoft Graph (`provisioningObjectSummary`). */
export function toGraph(entry: LogEntry, { jobId, tenantUrl }: LogOrigin) {
  const { id, time, cycleId, changeId, action, status, kind, milliseconds, error } = entry;
  return {
    id,
    activityDateTime: time,
    jobId,
    cycleId,
    changeId,
    provisioningAction: action,
    durationInMilliseconds: Math.round(milliseconds),
    initiatedBy: { displayName: 'uniflow-scim entra', initiatorType: 'system' },
    sourceSystem: { displayName: 'Microsoft Entra ID', details: {} },
    targetSystem: { displayName: tenantUrl, details: {} },
    sourceIdentity: identity(entry.source, kind),
    targetIdentity: identity(entry.target, kind),
    provisioningStatusInfo: {
      status,
      errorInformation:
        error === undefined
          ? null
          : { errorCode: error.code, reason: error.reason, recommendedAction: error.recommendedAction },
    },
    provisioningSteps: entry.steps.map(({ type, status: result, description }) => ({
      name: type,
      provisioningStepType: type,
      status: result,
      description,
      details: {},
    })),
    modifiedProperties: entry.modified.map(({ name, before, after }) => ({
      displayName: name,
      oldValue: before ?? null,
      newValue: after,
    })),
  };
}

function identity({ id, displayName }: Identity, kind: LogEntry['kind']) {
  return { id, displayName, identityType: kind === 'user' ? 'User' : 'Group', details: {} };
}
