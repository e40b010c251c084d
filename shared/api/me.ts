import { meNotImplemented } from '../scim/errors/request.ts';

/** /Me (RFC 7644 §3.11): the caller is an application, so there is no user that it could stand for. */
export function me(): never {
  throw meNotImplemented();
}
