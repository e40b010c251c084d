import type { LogEvent } from '../shared/telemetry/log.ts';
import type { JsonObject } from '../shared/scim/json.ts';

/** Events that are printed as a sentence. Requests are printed as columns. */
type OperatorEvent = Exclude<LogEvent, 'request'>;

type Sentence = (entry: JsonObject) => string;

/** A sentence for each event, for a person at a terminal: what happened and what to do. */
const sentences: Readonly<Record<OperatorEvent, Sentence>> = {
  dependencyFailed: (entry) =>
    `${operation(entry)} failed because storage or Entra did not answer as it should: ${error(entry)}.${request(entry)}`,
  unexpectedError: (entry) =>
    `${operation(entry)} failed, which is a fault of the service: ${error(entry)}, ${text(entry.stack)}.${request(entry)}`,
  backgroundTaskFailed: (entry) =>
    `${operation(entry)} was answered, but a task in its background failed: ${error(entry)}.${request(entry)}`,
  managementCall: (entry) =>
    `The credential ${text(entry.credential)} called ${operation(entry)}: ${result(entry.status)}.`,
  handoverOpened: (entry) =>
    `A hand-over of ${holder(entry)} was opened: somebody has the credential ${text(entry.credential)} now.`,
  signInRefused: (entry) =>
    `A sign-in to ${holder(entry)} was refused: ${text(entry.reason)}${typeof entry.host === 'string' ? ` at ${entry.host}` : ''}.${request(entry)}`,
  notReady: (entry) => `The service is not ready: ${error(entry)}. /health/ready says why.`,
  notConfigured: (entry) =>
    `A setting is missing or wrong, so every request gets a 503. ${typeof entry.setting === 'string' ? entry.setting : '/health/ready says which.'}`,
  telemetryFailed: (entry) =>
    `Telemetry could not be sent: ${error(entry)}. Lost: ${number(entry.lostRequests)} requests, ${number(entry.lostSpans)} spans.`,
  credentialExpires: (entry) =>
    `The credential ${text(entry.credential)} of ${holder(entry)} expires on ${text(entry.expires).slice(0, 10)}. Make a new one before.`,
  certificateEnds: (entry) =>
    `The last certificate of the directory of ${holder(entry)} ends on ${text(entry.expires).slice(0, 10)}. Make a new one in Entra before, or nobody can sign in.`,
  damagedTenant: (entry) =>
    `The stored data of ${holder(entry)} can't be read, so its clients get a 500. Restore or remove it.`,
  removalFinished: (entry) =>
    `The removal of ${holder(entry)} is finished: the last ${number(entry.deletedRows)} rows are deleted, and its name is free.`,
  maintenanceFinished: () => 'The hourly maintenance has run.',
  maintenanceUnfinished: () => 'The hourly maintenance ran out of time. The next run continues it.',
  maintenanceFailed: (entry) =>
    `A part of the hourly maintenance${entry.tenant === undefined ? '' : ` of ${holder(entry)}`} failed: ${error(entry)}. The next run tries it again.`,
};

/** An event as a sentence; undefined if the entry is no such event. */
export function sentenceOf(entry: JsonObject): string | undefined {
  const { event } = entry;
  return typeof event === 'string' && isOperatorEvent(event) ? sentences[event](entry) : undefined;
}

function isOperatorEvent(event: string): event is OperatorEvent {
  return Object.hasOwn(sentences, event);
}

function text(value: JsonObject[string] | undefined): string {
  return typeof value === 'string' ? value : '?';
}

function number(value: JsonObject[string] | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function operation(entry: JsonObject): string {
  return text(entry.operation);
}

function error(entry: JsonObject): string {
  return text(entry.error);
}

/** The client received the same id; all log lines of the request have it. */
function request(entry: JsonObject): string {
  return typeof entry.requestId === 'string' ? ` Request ${entry.requestId}.` : '';
}

function holder(entry: JsonObject): string {
  return typeof entry.tenant === 'string' ? `the tenant "${entry.tenant}"` : 'the deployment';
}

function result(status: JsonObject[string] | undefined): string {
  const code = number(status);
  if (code < 400) return 'done';
  return `${code < 500 ? 'refused' : 'failed'} (${code})`;
}
