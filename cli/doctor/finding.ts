/** How bad a finding is; a note says something that is neither good nor bad. */
export type State = 'ok' | 'note' | 'warning' | 'problem';

/** What one check found. Its texts are for people and hold no secret. */
export interface Finding {
  /** What was looked at: `TLS`, `Token`. */
  readonly about: string;
  readonly state: State;
  readonly seen: string;
  /** What to do about it. */
  readonly advice?: string;
}

export const ok = (about: string, seen: string): Finding => ({ about, state: 'ok', seen });
export const note = (about: string, seen: string): Finding => ({ about, state: 'note', seen });

export function warning(about: string, seen: string, advice: string): Finding {
  return { about, state: 'warning', seen, advice };
}

export function problem(about: string, seen: string, advice: string): Finding {
  return { about, state: 'problem', seen, advice };
}

/** Shorter ones are no secrets, and would be found in every word. */
const shortestSecret = 8;

/** Whoever answers may repeat what it was sent: a secret is blotted out wherever it stands. */
export function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  const clean = (text: string): string =>
    secrets
      .filter((secret) => secret.length >= shortestSecret)
      .reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text);
  const { seen, advice } = finding;
  return { ...finding, seen: clean(seen), ...(advice === undefined ? {} : { advice: clean(advice) }) };
}
