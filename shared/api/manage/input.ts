import type { Bodies, BodyProblem } from '../../../generated/manage.js';
import type { Call } from '../endpoint.ts';
import { readBody } from '../request.ts';
import { typeInWords, type JsonObject } from '../../scim/json.ts';
import { manageBodyInvalid, manageCountInvalid } from './errors.ts';

/** @throws ScimError 400, 413 */
export async function bodyOf<Name extends keyof Bodies>(
  { request }: Call,
  name: Name,
): Promise<Bodies[Name]> {
  return checkedBody(name, await readBody(request));
}

/**
 * Checks a body of the management API against its schema in `openapi/manage.yaml`, which ajv compiled at build time.
 * An unknown member is an error, so that a script notices a misspelling.
 *
 * @throws ScimError 400 with the JSON pointer of the member.
 */
export async function checkedBody<Name extends keyof Bodies>(
  name: Name,
  body: JsonObject,
): Promise<Bodies[Name]> {
  const { validators } = await import('../../../generated/manage.js');
  const validator = validators[name];
  if (validator(body)) return body;
  const [problem] = validator.errors ?? [];
  throw manageBodyInvalid(problem === undefined ? 'The body is not what it must be.' : sentence(problem));
}

function sentence({ instancePath, keyword, params, parentSchema = {}, data }: BodyProblem): string {
  const place = instancePath === '' ? 'The body' : instancePath;
  const { description, properties = {} } = parentSchema;
  switch (keyword) {
    case 'additionalProperties': {
      const unknown = JSON.stringify((params.additionalProperty ?? '').slice(0, 100));
      return `${place} must not have a member ${unknown}. It may have: ${Object.keys(properties).join(', ')}.`;
    }
    case 'required':
      return `${instancePath}/${params.missingProperty ?? ''} is required and was not sent.`;
    case 'type':
      return `${place} must be ${typesInWords(params.type)}, not ${typeInWords(data ?? null)}.`;
    case 'enum':
      return `${place} must be one of: ${(params.allowedValues ?? []).join(', ')}.`;
    case 'uniqueItems':
      return `${place} must not hold the same twice.`;
    default:
      return `${place} is not what it must be. ${description ?? ''}`.trimEnd();
  }
}

function typesInWords(type: string | readonly string[] | undefined): string {
  return [type ?? []]
    .flat()
    .map((name) => (name === 'null' ? name : `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`))
    .join(' or ');
}

/** Default and maximum of what is on a page. */
const defaultCount = 100;
const maxCount = 1_000;

/** The parameter `count`. @throws ScimError 400 */
export function readCount(count: string | undefined): number {
  if (count === undefined) return defaultCount;
  const number = /^\d{1,4}$/.test(count) ? Number(count) : 0;
  if (number >= 1 && number <= maxCount) return number;
  throw manageCountInvalid(maxCount);
}

/** Members as a JSON Merge Patch (RFC 7396 §1) may have them: null for what is the default. */
type Patch<Members> = { readonly [Name in keyof Members]?: Members[Name] | null | undefined };

/** The members that a JSON Merge Patch names: what is null becomes what a new tenant has. */
export function patchedMembers<Members extends object>(
  patch: Patch<Members> | undefined,
  byDefault: Members,
): Partial<Members>;
export function patchedMembers(patch: object | undefined, byDefault: object): object {
  const defaults = new Map(Object.entries(byDefault));
  const named = Object.entries(patch ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(named.map(([name, value]) => [name, value ?? defaults.get(name)]));
}
