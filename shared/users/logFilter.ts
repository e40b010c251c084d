import { hash } from 'node:crypto';
import { logActionUnknown, logPeriodInvalid, logTimeInvalid } from '../scim/errors/list.ts';
import { parseDateTime, fold } from '../scim/json.ts';
import { logActions, type Action, type LogEntry } from '../store/logEntry.ts';
import { loggedText } from '../store/logRow.ts';

/** Which entries of the provisioning log are wanted. */
export interface LogFilter {
  /** Milliseconds since 1970: of this time and later. */
  readonly from: number | undefined;
  /** Milliseconds since 1970: before this time. */
  readonly to: number | undefined;
  /**
   * Exactly the id or the externalId of a user or group, also one that it had until then, or the id of a member that was
   * added or removed; or the userName of one who was refused.
   */
  readonly user: string | undefined;
  /** Undefined for all. */
  readonly actions: ReadonlySet<Action> | undefined;
}

/** The same as a client writes it. */
export interface LogParameters {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly user?: string | undefined;
  /** Names of actions, separated by commas. */
  readonly action?: string | undefined;
}

/** @throws ScimError 400 `invalidValue` */
export function readLogFilter(parameters: LogParameters): LogFilter {
  const from = moment('from', parameters.from);
  const to = moment('to', parameters.to);
  if (from !== undefined && to !== undefined && from > to) throw logPeriodInvalid();
  return { from, to, user: given(parameters.user), actions: actionsIn(parameters.action) };
}

/** Whether an entry is wanted; the store has checked its time. */
export function isWanted({ user, actions }: LogFilter, entry: LogEntry): boolean {
  if (actions !== undefined && !actions.has(entry.action)) return false;
  if (user === undefined) return true;
  // The log keeps only the beginning of a very long text.
  const kept = loggedText(user);
  const { userId, groupId, externalId, previousExternalId, members } = entry;
  return (
    [userId, groupId, externalId, previousExternalId].includes(kept) ||
    isAboutUserName(entry, user) ||
    members?.added.includes(user) === true ||
    members?.removed.includes(user) === true
  );
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}

function moment(name: string, value: string | undefined): number | undefined {
  const text = given(value);
  if (text === undefined) return undefined;
  // The "+" of an offset that was not encoded arrives as a space.
  const found = parseDateTime(text.replace(/ (?=\d\d:\d\d$)/, '+'));
  if (found === undefined) throw logTimeInvalid(name);
  return found;
}

function actionsIn(value: string | undefined): ReadonlySet<Action> | undefined {
  const names = given(value)?.split(',');
  if (names === undefined) return undefined;
  return new Set(
    names.map((name) => {
      const found = logActions.find((action) => action === name.trim());
      if (found === undefined) throw logActionUnknown(logActions.join(', '));
      return found;
    }),
  );
}

/**
 * A hash for a log that holds no values: an administrator who knows the userName recognises the user of a refused
 * create.
 */
export function userNameHash(userName: string): string {
  return hash('sha256', fold(userName), 'hex').slice(0, 16);
}

/** Whether an entry is about the user of this name, who was not created. */
function isAboutUserName(entry: LogEntry, userName: string): boolean {
  if (entry.userNameHash !== undefined) return entry.userNameHash === userNameHash(userName);
  return entry.userName !== undefined && fold(entry.userName) === fold(loggedText(userName));
}
