import type * as signIn from '../../shared/signIn/errors.ts';
import type { Descriptions } from './description.ts';

export const signInDescriptions: Descriptions<typeof signIn> = {
  signInNotFound: {
    meaning:
      'There is no such tenant, or it has single sign-on off, or it is disabled; the answer is the same for all.',
    advice: '`node dist/cli.js sso check <tenant>`.',
  },
  signInRefused: {
    meaning: "The directory's answer, or the person whom it names, did not pass a check.",
    advice:
      '`node dist/cli.js log --tenant <tenant> --action signInRefused` says which: [what each means](single-sign-on.md#if-somebody-cant-sign-in).',
  },
  returnToInvalid: {
    meaning: 'The link that began the sign-in leads to another site.',
    advice: "Add the address to the tenant's `returnUrls`, or correct the link.",
  },
  directoryUnavailable: {
    meaning: "The directory's federation metadata can't be read, and there is no earlier copy.",
    advice: '`node dist/cli.js sso check <tenant>`.',
  },
  notSignedIn: {
    meaning: 'The session has ended, or the user was disabled or deleted.',
    advice: 'Sign in again.',
  },
  notAdministrator: {
    meaning:
      "Somebody has signed in at `/sso/<tenant>` and asks `/manage`, and their user's `roles` do not say so.",
    advice: 'Have Entra provision the role `administrator` for them.',
  },
  crossSiteRefused: {
    meaning: 'A request with the cookie of a session was not sent by a page of this service.',
    advice: 'A program sends a management token, or the header `X-Requested-With`.',
  },
  codeInvalid: {
    meaning: 'A print system redeems a one-time code that is not valid, or that it has redeemed before.',
    advice: 'Send the browser to `/sso/<tenant>/login` again, and redeem the code at once, once.',
    examples: [[60]],
  },
  codeMissing: {
    meaning: 'The form at `/sso/<tenant>/token` is not complete.',
    advice: 'Send `code`, and `returnTo` as it was sent to `/sso/<tenant>/login`.',
  },
};
