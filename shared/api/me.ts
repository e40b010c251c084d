import { ScimError } from '../scim/error.ts';

/** /Me (RFC 7644 §3.11): the caller is an application, so there is no user that it could stand for. */
export function me(): never {
  throw new ScimError(501, undefined, '/Me is not implemented: the caller is an application, not a user.');
}
