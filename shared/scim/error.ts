import { defined, type JsonObject } from './json.ts';

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

/** Of the codes of RFC 6749 §5.2, those that the client credentials grant has. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

/** The parts of a sentence. The documentation shows `…` for each. */
export type Shown = string | number;

/**
 * One error of the tables in `scim/errors/` and of the floors above. docs/errors.md shows each, and
 * explains it.
 */
export interface ErrorDefinition<Args extends readonly (Shown | undefined)[]> {
  /** The name of the error's function. Logs, telemetry and problems hold it, so it stays as it is. */
  readonly code: string;
  readonly status: number;
  readonly scimType?: ScimType;
  /** `error` at the token endpoint (RFC 6749 §5.2). */
  readonly oauthError?: OAuthErrorCode;
  /**
   * The `detail`. Entra shows it to an administrator in its provisioning log: it names the attribute, says what to do,
   * and never holds a secret or a storage message.
   */
  readonly sentence: (...args: Args) => string;
  /** Headers of the answer, for instance `Allow` or `Retry-After`. */
  readonly headers?: (...args: Args) => Readonly<Record<string, string>>;
}

/** Makes an error of a table. */
export interface ErrorFunction<Args extends readonly (Shown | undefined)[]> {
  (...args: Args): ScimError;
  readonly definition: ErrorDefinition<Args>;
}

/** The one error that becomes an answer. Only `defineError` makes one. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly code: string;
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly oauthError: OAuthErrorCode | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The stored resource that the request was about, if it was read. For the log only. */
  resource: { readonly attributes: JsonObject } | undefined;

  constructor(
    kind: Pick<ErrorDefinition<[]>, 'code' | 'status' | 'scimType' | 'oauthError'>,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.code = kind.code;
    this.status = kind.status;
    this.scimType = kind.scimType;
    this.oauthError = kind.oauthError;
    this.headers = headers;
  }

  /** Adds the cause, for the log only. */
  causedBy(cause: unknown): this {
    this.cause = cause;
    return this;
  }

  /** RFC 7644 §3.12: `status` is a JSON string. */
  toBody(): ScimErrorBody {
    return {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(this.status),
      ...defined({ scimType: this.scimType }),
      detail: this.message,
    };
  }
}

/** An entry of a table of errors: the function that makes the error. */
export function defineError<Args extends readonly (Shown | undefined)[]>(
  definition: ErrorDefinition<Args>,
): ErrorFunction<Args> {
  const make = (...args: Args) =>
    new ScimError(definition, definition.sentence(...args), definition.headers?.(...args));
  // This does nothing else, because every cold start makes all of them.
  make.definition = definition;
  return make;
}
