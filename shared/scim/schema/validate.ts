import { validators, type ValidationProblem } from '../../../generated/validators.js';
import type { ScimError } from '../error.ts';
import { attributeBlank, attributeRequired, attributeType, attributeValue } from '../errors/user.ts';
import { isArray, isObject, typeInWords, type JsonObject, type JsonValue } from '../json.ts';
import type { Attribute, ResourceType } from './attributes.ts';

/**
 * Checks a resource against the JSON schemas of its type, which ajv compiled at build time.
 *
 * @param old the resource that a PATCH changes: attributes that it lacks may stay missing, or users without externalId
 * could not be disabled after a tenant has made it required.
 * @throws ScimError 400 `invalidValue` that names the attribute by its SCIM path and never holds its value.
 */
export function validate(type: ResourceType, resource: JsonObject, old?: JsonObject): void {
  requireAttributes(type, resource, old);
  refuseBlanks(type, resource, old);
  const validator = validators[type.id];
  if (validator === undefined)
    throw new Error(`No validator was generated for the resource type ${type.id}.`);
  if (validator(resource)) return;
  const [problem] = validator.errors ?? [];
  if (problem !== undefined) throw problemError(type, resource, problem);
}

/** Whether a core attribute is required may depend on the tenant (externalId), so the table says it, not ajv. */
function requireAttributes(type: ResourceType, resource: JsonObject, old: JsonObject | undefined): void {
  const missing = type.attributes.find(
    ({ required, name }) =>
      required && !Object.hasOwn(resource, name) && (old === undefined || Object.hasOwn(old, name)),
  );
  if (missing !== undefined) throw attributeRequired(missing.path);
}

/** A name of white space alone names nobody. Who has one already can still be disabled. */
function refuseBlanks(type: ResourceType, resource: JsonObject, old: JsonObject | undefined): void {
  const blank = type.attributes.find(({ notBlank, name }) => {
    const value = resource[name];
    return notBlank && typeof value === 'string' && value.trim() === '' && value !== old?.[name];
  });
  if (blank !== undefined) throw attributeBlank(blank.path);
}

function problemError(type: ResourceType, resource: JsonObject, problem: ValidationProblem): ScimError {
  const { path, value } = locate(type, resource, problem.instancePath);
  if (problem.keyword === 'required') {
    const separator = path.startsWith('urn:') && type.byName.has(path.toLowerCase()) ? ':' : '.';
    return attributeRequired(`${path}${separator}${problem.params.missingProperty ?? ''}`);
  }
  if (problem.keyword === 'type') {
    const wanted = problem.params.type ?? 'another type';
    const article = /^[aeiou]/.test(wanted) ? 'an' : 'a';
    return attributeType(path, `${article} ${wanted}`, typeInWords(value));
  }
  return attributeValue(path, problem.message ?? 'has a value that its schema does not allow');
}

/** From ajv's JSON pointer to the attribute's SCIM path, without the indexes of elements, and to the value there. */
function locate(
  type: ResourceType,
  resource: JsonObject,
  pointer: string,
): { path: string; value: JsonValue } {
  let byName: ReadonlyMap<string, Attribute> = type.byName;
  let path = type.name;
  let value: JsonValue = resource;
  for (const part of pointer.split('/').slice(1)) {
    if (isArray(value)) {
      value = value[Number(part)] ?? null;
      continue;
    }
    const attribute = byName.get(part.toLowerCase());
    if (attribute === undefined || !isObject(value)) break;
    ({ path, byName } = attribute);
    value = value[attribute.name] ?? null;
  }
  return { path, value };
}

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
