import type { ScimRequest } from '../operations/operation.ts';

/** Sends one request, and gives the body of its answer. Throws if the status is not the one that was expected. */
export type Send = () => Promise<string>;

/** A way to call the service. */
export interface Way {
  /** Everything up to the moment of sending, which is not measured. */
  prepare(request: ScimRequest): Send;
  close(): Promise<void>;
}

export function checkStatus({ functionName, status }: ScimRequest, given: number, body: string): void {
  if (given !== status) throw new Error(`${functionName} answered ${given} instead of ${status}: ${body}`);
}
