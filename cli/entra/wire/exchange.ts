import type { JsonObject } from '../json.ts';

/** A request and its answer, for reports. It contains no token and no secrets. */
export interface Exchange {
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  /** 0 if no answer came. */
  readonly status: number;
  readonly milliseconds: number;
  readonly request?: JsonObject | undefined;
  readonly answer?: JsonObject | undefined;
}

/** The answer of the service. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly milliseconds: number;
  /** Whether the request was sent more than once, because an earlier answer was lost or an error. */
  readonly repeated: boolean;
  /** The request, as a person would write it. */
  readonly request: string;
}
