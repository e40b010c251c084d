import type * as patch from '../../shared/scim/errors/patch.ts';
import type { Descriptions } from './description.ts';

export const patchDescriptions: Descriptions<typeof patch> = {
  patchOperationsMissing: {
    meaning: 'RFC 7644 §3.5.2. Entra always sends one.',
    advice: 'Correct the client.',
  },
  patchTooManyOperations: {
    meaning: 'Each operation looks at the whole user.',
    advice: 'Send it in parts.',
  },
  patchTooManyAttributes: {
    meaning: 'A value without `path` names an attribute with each of its members.',
    advice: 'Send it in parts.',
  },
  patchTooMuchWork: {
    meaning: 'The [work](performance.md#nobody-waits-for-a-neighbour) of a PATCH is counted and bounded.',
    advice: 'Send it in parts.',
  },
  patchOperationNotObject: {
    meaning: 'RFC 7644 §3.5.2.',
    advice: 'Correct the operation that the sentence names.',
  },
  patchOpUnknown: {
    meaning: 'RFC 7644 §3.5.2. Case does not matter.',
    advice: 'Correct the operation that the sentence names.',
  },
  patchPathNotString: {
    meaning: 'RFC 7644 §3.5.2.',
    advice: 'Correct the client.',
  },
  patchPathMissing: {
    meaning: 'RFC 7644 §3.5.2.2: a removal without path would take everything.',
    advice: 'Say what is to be removed.',
  },
  patchValueMissing: {
    meaning: "A client's PATCH has no value; Entra sends none such.",
    advice: 'Correct the client. To take a value away, send `remove`, or `replace` with `null`.',
  },
  patchValueNotObject: {
    meaning: 'RFC 7644 §3.5.2.1.',
    advice: 'Correct the client.',
  },
  patchValueUnknown: {
    meaning: 'The mapping names sub-attributes that the attribute does not have.',
    advice: 'Copy names from [the table](connect-entra.md#4-review-the-attribute-mapping).',
  },
  patchNoTarget: {
    meaning: 'The path chooses an element that is not there, and does not say what a new one would be.',
    advice: 'Use `[type eq "work"]` in the mapping.',
  },
  patchPrimaryUnstable: {
    meaning: 'The path chooses by `primary`, and the operation changes it.',
    advice: 'Choose the value by its type, as in `emails[type eq "work"].primary`.',
  },
  attributeReadOnly: {
    meaning: 'The service itself sets the attribute.',
    advice: 'Take the attribute out of the mapping.',
  },
  attributeNotRemovable: {
    meaning: 'A required attribute always has a value.',
    advice: '`userName` and `externalId` stay: send the new value instead.',
  },
  attributeAlwaysSet: {
    meaning: 'A switch is on or off.',
    advice: 'To disable a user, send `replace` with `false`.',
  },
};
