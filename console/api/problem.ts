/** Why a request did not succeed, as the service says it (RFC 9457), or as the browser noticed it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** HTTP status; 0 if no answer came. */
  readonly status: number;
  /** Which error it is (docs/errors.md); undefined if the service did not say. */
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** After how many seconds the request may be sent again; undefined if the service did not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(detail: string, facts: Partial<Omit<Problem, 'message' | 'name'>> = {}) {
    super(detail);
    this.status = facts.status ?? 0;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** Reads an answer that is no success. */
export async function problemOf(response: Response, otherwise: string): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const seconds = Number(response.headers.get('retry-after') ?? 'none');
  return new Problem(textIn(body, 'detail') ?? otherwise, {
    status: response.status,
    code: textIn(body, 'code'),
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
  });
}

function textIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Reflect.get(value, name);
  return typeof member === 'string' ? member : undefined;
}

/** What failed, as a problem: an error that nobody expected is one, too. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(error instanceof Error ? error.message : String(error), { status: 500 });
}
