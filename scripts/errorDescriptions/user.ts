import type * as user from '../../shared/scim/errors/user.ts';
import type { Descriptions } from './description.ts';

export const userDescriptions: Descriptions<typeof user> = {
  userNotFound: {
    meaning: 'Deleted, or never there. Entra calls it `InvalidAnchor`.',
    advice:
      '_Provision on demand_ for one person, _Restart provisioning_ for many: Entra matches or creates them again.',
  },
  uniquenessConflict: {
    meaning: 'externalId, userName and card number are unique within a tenant.',
    advice:
      "`node dist/cli.js user show <tenant> <id>` says who. An account that was made by hand: let Entra match it, by mapping the matching attribute. A card that went to another person: take it from the first one in the directory, or delete that user. Cards that are shared on purpose: `node dist/cli.js tenant set <tenant> --card-number shared`, which can't be taken back.",
  },
  attributeRequired: {
    meaning: 'The person has no value of a required attribute, or the mapping does not send it.',
    advice:
      'Give the person the attribute in the directory, or map one that everybody has. A tenant can do without `externalId`: `node dist/cli.js tenant set <tenant> --external-id optional`.',
  },
  attributeEmpty: {
    meaning: 'A PATCH gives an empty value to a required attribute: the source attribute is empty.',
    advice: 'Give the person the attribute in the directory, or map one that everybody has.',
  },
  attributeBlank: {
    meaning: 'The source attribute holds nothing that can be read.',
    advice: 'Give the person a value in the directory.',
  },
  attributeType: {
    meaning: 'A mapping gives another type.',
    advice: 'Correct the mapping. Cards, PINs and codes are strings, so that leading zeros stay.',
  },
  attributeObject: {
    meaning: 'A mapping gives a whole object to an attribute that has one value.',
    advice: 'Map one of its values.',
  },
  attributeValue: {
    meaning: 'The value breaks the [schema](api.md) of its attribute.',
    advice: 'Correct the value in the directory, or the mapping, as the sentence says.',
    examples: [['…', 'must …']],
  },
  attributePolicy: {
    meaning: 'A PIN, a code or a card has another length or alphabet. The sentence never holds the value.',
    advice:
      'Correct the value, or the policy: `node dist/cli.js tenant set <tenant> --pin-length 4-8`, or [that of the deployment](settings.md).',
    examples: [['…', 'must be … …']],
  },
  attributeImmutable: {
    meaning: 'The schema lets the attribute never change.',
    advice: 'Take the attribute out of the mapping, or map it on creation only.',
  },
  attributeRepeated: {
    meaning: 'Names are compared without case, and a core attribute may have its URN before it.',
    advice: 'Leave one out.',
  },
  tooManyValues: {
    meaning: 'No user of the largest size could hold them.',
    advice: 'Send fewer values.',
  },
  tooManyEmails: {
    meaning: 'Each address is a row, so that a user can be found by it.',
    advice: 'Map fewer addresses.',
  },
  tooManyPrimaries: {
    meaning: 'RFC 7643 §2.4: one value of an attribute is the primary one.',
    advice: 'Let one mapping set `primary`.',
    examples: [
      ['…', 'is given more than one primary value'],
      ['…', 'would get … primary values'],
      ['…', 'has … primary values'],
    ],
  },
  userTooLarge: {
    meaning: 'A mapping fills an attribute with something long, mostly a photo.',
    advice: 'Take it out of the mapping.',
  },
  attributesTooLarge: {
    meaning: 'What is sent is refused before it is read: a mapping fills an attribute with something long.',
    advice: 'Take it out of the mapping.',
  },
};
