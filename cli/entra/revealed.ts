import { isObject } from './json.ts';
import { mapping } from './mapping.ts';

const secretNames: ReadonlySet<string> = new Set(
  mapping.filter((entry) => entry.kind === 'secret').map((entry) => entry.target.label.toLowerCase()),
);

/**
 * The names under which an answer gives secrets away: a key named like one at any depth, or a text with the value of one
 * among its words (an error that quotes a rejected PIN). Compared by word, because six digits may well stand inside an id.
 */
export function revealed(answer: unknown, secrets: readonly string[]): readonly string[] {
  if (typeof answer === 'string') {
    const words = answer.split(/[^\p{L}\p{N}]+/u);
    return secrets.some((secret) => words.includes(secret)) ? ['the value of a secret'] : [];
  }
  if (Array.isArray(answer)) return answer.flatMap((item) => revealed(item, secrets));
  if (!isObject(answer)) return [];
  return Object.entries(answer).flatMap(([key, value]) => [
    ...(secretNames.has(key.toLowerCase()) ? [key] : []),
    ...revealed(value, secrets),
  ]);
}
