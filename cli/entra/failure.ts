/** Stable code of a failure. */
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

/** The provisioning job can't continue. The message says what to do. */
export class ProvisioningFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProvisioningFailure';
    this.code = code;
  }
}
