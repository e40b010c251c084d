import type { JsonObject } from './json.ts';

/** The `scimType` values of RFC 7644 §3.12 table 9 and RFC 9865 §2.1. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

/** The body of an error answer: these members and no others (RFC 7644 §3.12). */
export interface ScimErrorBody {
  readonly schemas: readonly ['urn:ietf:params:scim:api:messages:2.0:Error'];
  readonly status: string;
  readonly scimType?: ScimType;
  readonly detail: string;
}

export interface ScimErrorOptions extends ErrorOptions {
  /** Answer headers that belong to this error, for instance `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The one error that becomes an answer. `detail` is shown verbatim to an administrator in Entra's
 * provisioning log: it names the attribute, says what to do, and never holds a secret or a storage message.
 */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The stored resource that was asked about, if it had been read: the log names it. It is in no answer. */
  resource: { readonly attributes: JsonObject } | undefined;

  constructor(
    status: number,
    scimType: ScimType | undefined,
    detail: string,
    options: ScimErrorOptions = {},
  ) {
    super(detail, options);
    this.status = status;
    this.scimType = scimType;
    this.headers = options.headers ?? {};
  }

  /** RFC 7644 §3.12: `status` is a JSON string. */
  toBody(): ScimErrorBody {
    return {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.message,
    };
  }
}

/** 405 with the `Allow` that RFC 7231 §6.5.5 asks for. */
export function methodNotAllowed(method: string, allowed: readonly string[]): ScimError {
  const allow = [...new Set(allowed)].toSorted().join(', ');
  const detail = `${method} is not possible here. Possible: ${allow}.`;
  return new ScimError(405, undefined, detail, { headers: { Allow: allow } });
}

/** 503 for everything while a setting is missing or wrong. @param rule names the setting, and never holds its value. */
export function notConfigured(rule: string): ScimError {
  return new ScimError(503, undefined, `The service is not configured. ${rule}`, {
    headers: { 'Retry-After': '60' },
  });
}

/** 400 `invalidValue` about one attribute, named by its SCIM path. */
export function invalidValue(detail: string): ScimError {
  return new ScimError(400, 'invalidValue', detail);
}
