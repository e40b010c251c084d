/** Why the demonstration cannot go on: stable, unlike the sentence. */
export type FailureCode =
  | 'badTenantUrl'
  | 'badToken'
  | 'unreachable'
  | 'throttled'
  | 'unauthorized'
  | 'connectionTest'
  | 'incompatible'
  | 'threshold'
  | 'paging'
  | 'notEmpty'
  | 'notRemoved';

/** The provisioning job cannot go on. The message says what to do. */
export class ProvisioningFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProvisioningFailure';
    this.code = code;
  }
}
