/** What a value may look like: neither PIN lengths nor card or code formats are public, so a deployment sets them. */
export interface ValuePolicy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly alphabet: Alphabet;
}

export type Alphabet = keyof typeof alphabets;

/** Policies by the SCIM path of their attribute. */
export type ValuePolicies = ReadonlyMap<string, ValuePolicy>;

const alphabets = {
  digits: { words: 'digits (0-9)', test: (character: string) => character >= '0' && character <= '9' },
  alphanumeric: {
    words: 'letters and digits (A-Z, a-z, 0-9)',
    test: (character: string) =>
      (character >= '0' && character <= '9') ||
      (character >= 'A' && character <= 'Z') ||
      (character >= 'a' && character <= 'z'),
  },
  printable: {
    words: 'printable characters',
    test: (character: string) => !/^[\p{C}\p{Zl}\p{Zp}]$/u.test(character),
  },
};

export function isAlphabet(name: string): name is Alphabet {
  return Object.hasOwn(alphabets, name);
}

/** Whether `value` keeps to `policy`. Lengths count characters (code points), not UTF-16 units. */
export function keepsTo(policy: ValuePolicy, value: string): boolean {
  const characters = Array.from(value);
  return (
    characters.length >= policy.minLength &&
    characters.length <= policy.maxLength &&
    characters.every(alphabets[policy.alphabet].test)
  );
}

/** The policy as the end of a sentence: `must be 4 to 16 digits (0-9)`. Never holds the value: it may be a PIN. */
export function policyInWords({ minLength, maxLength, alphabet }: ValuePolicy): string {
  const count = minLength === maxLength ? String(minLength) : `${minLength} to ${maxLength}`;
  return `must be ${count} ${alphabets[alphabet].words}`;
}
