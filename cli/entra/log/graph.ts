import { writeCsv } from '../source/csv.ts';
import type { Identity, LogEntry } from './entry.ts';

/** Of which job, between which systems. */
export interface LogOrigin {
  readonly jobId: string;
  readonly tenantUrl: string;
}

/** A log entry in the form that Microsoft Graph has for it (provisioningObjectSummary). */
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

const columns = [
  ...[
    'id',
    'activityDateTime',
    'jobId',
    'cycleId',
    'changeId',
    'provisioningAction',
    'status',
    'errorCode',
    'reason',
  ],
  ...[
    'recommendedAction',
    'sourceSystem',
    'targetSystem',
    'sourceIdentityId',
    'sourceIdentity',
    'identityType',
  ],
  ...[
    'targetIdentityId',
    'targetIdentity',
    'durationInMilliseconds',
    'provisioningSteps',
    'modifiedProperties',
  ],
];

/** The log as a CSV file with the columns of Entra's download. */
export function toLogCsv(entries: readonly LogEntry[], origin: LogOrigin): string {
  const rows = entries.map((entry) => {
    const graph = toGraph(entry, origin);
    const { provisioningStatusInfo: info, sourceIdentity, targetIdentity } = graph;
    return [
      ...[
        graph.id,
        graph.activityDateTime,
        graph.jobId,
        graph.cycleId,
        graph.changeId,
        graph.provisioningAction,
      ],
      ...[info.status, info.errorInformation?.errorCode ?? '', info.errorInformation?.reason ?? ''],
      info.errorInformation?.recommendedAction ?? '',
      ...[graph.sourceSystem.displayName, graph.targetSystem.displayName],
      ...[sourceIdentity.id, sourceIdentity.displayName, sourceIdentity.identityType],
      ...[targetIdentity.id, targetIdentity.displayName, String(graph.durationInMilliseconds)],
      ...[JSON.stringify(graph.provisioningSteps), JSON.stringify(graph.modifiedProperties)],
    ];
  });
  return writeCsv(columns, rows);
}
