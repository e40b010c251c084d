import type { JsonObject } from '../json.ts';

/** One request and what came of it, for reports: neither token nor secrets are in it. */
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

/** What the service answered. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly milliseconds: number;
  /** Whether the request was sent more than once, because no usable answer had come. */
  readonly repeated: boolean;
  /** The request, as a person would write it. */
  readonly request: string;
}
