import { writeCsv } from '../source/csv.ts';
import type { LogEntry } from './entry.ts';
import { toGraph, type LogOrigin } from './graph.ts';

/** A file of the log as CSV. */
export interface CsvFile {
  readonly name: string;
  readonly text: string;
}

const columns = [
  ...['id', 'activityDateTime', 'jobId', 'cycleId', 'changeId', 'provisioningAction', 'status'],
  ...['errorCode', 'reason', 'recommendedAction', 'sourceSystem', 'targetSystem'],
  ...['sourceIdentityId', 'sourceIdentity', 'identityType', 'targetIdentityId', 'targetIdentity'],
  'durationInMilliseconds',
];

/**
 * The log as the portal downloads it, in three files that `changeId` joins: the log without steps and properties, the steps, and
 * the modified properties (learn.microsoft.com/entra/identity/monitoring-health/howto-analyze-provisioning-logs).
 */
export function logCsv(
  entries: readonly LogEntry[],
  origin: LogOrigin,
): readonly [log: CsvFile, steps: CsvFile, properties: CsvFile] {
  const all = entries.map((entry) => toGraph(entry, origin));
  return [
    { name: 'ProvisioningLogs.csv', text: writeCsv(columns, all.map(rowOf)) },
    {
      name: 'ProvisioningLogs_ProvisioningSteps.csv',
      text: writeCsv(
        ['changeId', 'name', 'provisioningStepType', 'status', 'description'],
        all.flatMap(({ changeId, provisioningSteps }) =>
          provisioningSteps.map(({ name, provisioningStepType, status, description }) => [
            ...[changeId, name, provisioningStepType, status, description],
          ]),
        ),
      ),
    },
    {
      name: 'ProvisioningLogs_ModifiedProperties.csv',
      text: writeCsv(
        ['changeId', 'displayName', 'oldValue', 'newValue'],
        all.flatMap(({ changeId, modifiedProperties }) =>
          modifiedProperties.map(({ displayName, oldValue, newValue }) => [
            ...[changeId, displayName, oldValue ?? '', newValue],
          ]),
        ),
      ),
    },
  ];
}

function rowOf(entry: ReturnType<typeof toGraph>): readonly string[] {
  const { provisioningStatusInfo, sourceIdentity, targetIdentity, sourceSystem, targetSystem } = entry;
  const { status, errorInformation } = provisioningStatusInfo;
  return [
    ...[entry.id, entry.activityDateTime, entry.jobId, entry.cycleId, entry.changeId],
    ...[entry.provisioningAction, status],
    ...[errorInformation?.errorCode ?? '', errorInformation?.reason ?? ''],
    ...[errorInformation?.recommendedAction ?? '', sourceSystem.displayName, targetSystem.displayName],
    ...[sourceIdentity.id, sourceIdentity.displayName, sourceIdentity.identityType],
    ...[targetIdentity.id, targetIdentity.displayName, String(entry.durationInMilliseconds)],
  ];
}
