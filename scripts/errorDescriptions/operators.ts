import type * as operators from '../../shared/operators/errors.ts';
import type { Descriptions } from './description.ts';

export const operatorsDescriptions: Descriptions<typeof operators> = {
  reasonInvalid: {
    meaning: 'The reason is empty, too long, or has control characters.',
    advice: 'Correct the reason.',
  },
  handoverNotFound: {
    meaning: 'Made for another tenant, deleted a week after its end, or never there.',
    advice: '`node dist/cli.js handover list <tenant>`.',
  },
  handoverUnknown: {
    meaning:
      'The link of a hand-over was cut off or mistyped, or it is older than a week. Guesses are slowed down.',
    advice: 'Open the whole link, with what stands behind the `#`, or ask for a new one.',
  },
  handoverEnded: {
    meaning:
      'A link opens once, within 72 hours. It was opened, revoked or has ended; or the credential was revoked.',
    advice: 'If nobody whom you know has opened it, rotate the credential. Then make a new link.',
    examples: [['…']],
  },
  handoverInvalid: {
    meaning: 'A hand-over is made of a credential of the tenant, which the service has just shown.',
    advice: 'Correct the body.',
    examples: [
      ['Send either secretToken, or clientId and clientSecret.'],
      ['The tenant has no such credential.'],
      ['/note has 1 to 128 printable characters.'],
    ],
  },
  tooManyHandovers: {
    meaning: 'Twenty links of one tenant can be open at a time.',
    advice: '`node dist/cli.js handover revoke <tenant> <id>`.',
  },
};
