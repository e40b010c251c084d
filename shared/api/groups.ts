import { listAnswer, type Answer } from './response.ts';
import { groupNotFound } from '../scim/errors/request.ts';

/** GET /Groups: only users are provisioned, but Entra's Test Connection fails where this is not a list. */
export function listGroups(): Answer {
  return listAnswer({ resources: [], totalResults: 0, startIndex: 1 });
}

/** GET /Groups/{id} */
export function getGroup(): never {
  throw groupNotFound();
}
