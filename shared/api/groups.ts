import { ScimError } from '../scim/error.ts';
import { listAnswer, type Answer } from './response.ts';

/** GET /Groups: only users are provisioned, but Entra's Test Connection fails where this is not a list. */
export function listGroups(): Answer {
  return listAnswer({ resources: [], totalResults: 0, startIndex: 1 });
}

/** GET /Groups/{id} */
export function getGroup(): never {
  throw new ScimError(404, undefined, 'There is no such group: this service provider provisions users only.');
}
