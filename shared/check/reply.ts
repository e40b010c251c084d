import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../scim/json.ts';

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
