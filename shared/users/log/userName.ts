import { hash } from 'node:crypto';
import { fold } from '../../scim/json.ts';
import type { LogEntry } from '../../store/logEntry.ts';
import { loggedText } from '../../store/logRow.ts';

/**
 * A hash for a log that holds no values: an administrator who knows the userName recognises the user of a refused
 * create.
 */
export function userNameHash(userName: string): string {
  return hash('sha256', fold(userName), 'hex').slice(0, 16);
}

/** Whether an entry is about the user of this name, who was not created. */
export function isAboutUserName(entry: LogEntry, userName: string): boolean {
  if (entry.userNameHash !== undefined) return entry.userNameHash === userNameHash(userName);
  return entry.userName !== undefined && fold(entry.userName) === fold(loggedText(userName));
}
