import type * as bulk from '../../shared/scim/errors/bulk.ts';
import type { Descriptions } from './description.ts';

export const bulkDescriptions: Descriptions<typeof bulk> = {
  bulkOperationsMissing: {
    meaning: 'RFC 7644 §3.7.',
    advice: 'Correct the client.',
  },
  bulkTooManyOperations: {
    meaning: '`/ServiceProviderConfig` says how many are possible.',
    advice: 'Send it in parts.',
  },
  bulkFailOnErrorsInvalid: {
    meaning: 'RFC 7644 §3.7.',
    advice: 'Correct the Bulk request.',
  },
  bulkOperationNotObject: {
    meaning: 'RFC 7644 §3.7.',
    advice: 'Correct the operation that the sentence names.',
  },
  bulkMethodUnknown: {
    meaning: 'RFC 7644 §3.7.',
    advice: 'Correct the operation.',
  },
  bulkPathNotFound: {
    meaning: 'Only users and groups can be written.',
    advice: 'Correct the operation.',
  },
  bulkDataMissing: {
    meaning: 'RFC 7644 §3.7: POST, PUT and PATCH bring what they would have as body.',
    advice: 'Correct the operation.',
  },
  bulkIdMissing: {
    meaning: 'The answer tells by it which user was made.',
    advice: 'Correct the operation.',
  },
  bulkIdRepeated: {
    meaning: 'References could mean either.',
    advice: 'Give each POST its own.',
  },
  bulkIdUnknown: {
    meaning: 'A value or path refers to a user that the request does not make.',
    advice: 'Correct the reference. Every string that begins with `bulkId:` is one.',
  },
  bulkReferenceFailed: {
    meaning: 'What was to be referred to was not made.',
    advice: 'Correct the operation that failed, or the ring of references.',
  },
  bulkNotTried: {
    meaning: 'The operations before it took the 50 seconds of the request. Nothing of this one was done.',
    advice: 'Send fewer operations at a time, or look why storage is slow.',
  },
};
