import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../scim/json.ts';

/** Severity of a finding; a note is neither good nor bad. */
export type State = 'ok' | 'note' | 'warning' | 'problem';

/** Result of one check. Its texts are for people and hold no secret. */
export interface Finding {
  /** The subject of the check: `TLS`, `Token`. */
  readonly about: string;
  readonly state: State;
  readonly seen: string;
  /** What to do about it. */
  readonly advice?: string;
  /** A command that does it; in it, `<…>` is for the user to fill in. */
  readonly command?: string;
}

export const ok = (about: string, seen: string): Finding => ({ about, state: 'ok', seen });
export const note = (about: string, seen: string): Finding => ({ about, state: 'note', seen });

export function warning(about: string, seen: string, advice: string): Finding {
  return { about, state: 'warning', seen, advice };
}

export function problem(about: string, seen: string, advice: string): Finding {
  return { about, state: 'problem', seen, advice };
}

/** Shorter texts are no secrets, and would match inside ordinary words. */
const shortestSecret = 8;

/** Replaces secrets in a finding: a server may echo what it was sent. */
export function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  const clean = (text: string): string =>
    secrets
      .filter((secret) => secret.length >= shortestSecret)
      .reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text);
  const { seen, advice } = finding;
  return { ...finding, seen: clean(seen), ...(advice === undefined ? {} : { advice: clean(advice) }) };
}

/** An answer to a GET. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Whether the body is empty. */
  readonly empty: boolean;
  /** Undefined if the body is no JSON object. */
  readonly body: JsonObject | undefined;
  readonly milliseconds: number;
}
