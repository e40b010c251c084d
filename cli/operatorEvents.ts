import type { LogEvent } from '../shared/telemetry/log.ts';
import type { JsonObject } from '../shared/scim/json.ts';

/** What the service tells its operator. A request has a line of its own form. */
export type OperatorEvent = Exclude<LogEvent, 'request'>;

type Sentence = (entry: JsonObject) => string;

/** Each event that is logged, for a person at a terminal: what has happened, and what to do. */
const sentences: Readonly<Record<OperatorEvent, Sentence>> = {
  cause: (entry) => `${operation(entry)} could not be carried out: ${error(entry)}.${request(entry)}`,
  unexpected: (entry) =>
    `${operation(entry)} failed, which is a fault of the service: ${error(entry)}, ${text(entry.stack)}.${request(entry)}`,
  beside: (entry) =>
    `${operation(entry)} was answered, but what is noted beside it failed: ${error(entry)}.${request(entry)}`,
  management: (entry) =>
    `${operation(entry)} was asked for with the credential ${text(entry.credential)}: ${result(entry.status)}.`,
  notReady: (entry) => `The service is not ready: ${error(entry)}. /health/ready says why.`,
  notConfigured: (entry) =>
    `A setting is missing or wrong, so every request is 503. ${typeof entry.setting === 'string' ? entry.setting : '/health/ready says which.'}`,
  telemetryFailed: (entry) =>
    `Telemetry could not be sent: ${error(entry)}. Lost: ${number(entry.lostRequests)} requests, ${number(entry.lostSpans)} spans.`,
  credentialExpires: (entry) =>
    `The credential ${text(entry.credential)} of ${holder(entry)} ends on ${text(entry.expires).slice(0, 10)}. Make another one before.`,
  damagedTenant: (entry) =>
    `What is stored of ${holder(entry)} can't be read, so none of its clients is served. Restore it, or remove it.`,
  removalFinished: (entry) =>
    `The removal of ${holder(entry)} is finished: ${number(entry.deletedRows)} rows were left, and its name is free.`,
  maintenance: () => 'The hourly maintenance has run.',
  maintenanceUnfinished: () => 'The hourly maintenance ran out of time. The next run goes on with it.',
  maintenanceFailed: (entry) =>
    `A part of the hourly maintenance${entry.tenant === undefined ? '' : ` of ${holder(entry)}`} failed: ${error(entry)}. The next run tries it again.`,
};

/** An event as a sentence; undefined for what is none. */
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

/** By which the log of a deployed service is searched, and which the client was told. */
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
