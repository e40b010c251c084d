/** Azure's errors: status, code, sentence. */
const refusals = {
  tableExists: [409, 'TableAlreadyExists', 'The table specified already exists.'],
  noTable: [404, 'TableNotFound', 'The table specified does not exist.'],
  noResource: [404, 'ResourceNotFound', 'The specified resource does not exist.'],
  entityExists: [409, 'EntityAlreadyExists', 'The specified entity already exists.'],
  changed: [
    412,
    'UpdateConditionNotSatisfied',
    'The update condition specified in the request was not satisfied.',
  ],
  badFilter: [400, 'InvalidInput', 'The query condition specified in the request is invalid.'],
  notImplemented: [
    501,
    'NotImplemented',
    'The requested operation is not implemented on the specified resource.',
  ],
  outOfTransaction: [
    400,
    'InvalidInput',
    'The transaction of this operation has ended, or never began: nothing of it was written.',
  ],
} as const;

export type Refusal = keyof typeof refusals;

/** Makes the errors that the store throws and that Azurite turns into answers. */
export interface Refusals {
  refusal(reason: Refusal, context: unknown): Error;
  /** Nothing was written; the client may try again. */
  busy(sentence: string, context: unknown): Error;
}

export function refusalsOf(StorageError: new (...args: readonly unknown[]) => unknown): Refusals {
  const make = (status: number, code: string, sentence: string, context: unknown): Error => {
    const error = new StorageError(status, code, sentence, requestIdOf(context), undefined, context);
    return error instanceof Error ? error : new Error(sentence);
  };
  return {
    refusal(reason, context) {
      const [status, code, sentence] = refusals[reason];
      return make(status, code, sentence, context);
    },
    busy: (sentence, context) => make(503, 'ServerBusy', sentence, context),
  };
}

function requestIdOf(context: unknown): string {
  return typeof context === 'object' &&
    context !== null &&
    'contextID' in context &&
    typeof context.contextID === 'string'
    ? context.contextID
    : 'unknown';
}
