import type * as list from '../../shared/scim/errors/list.ts';
import type { Descriptions } from './description.ts';

const indexed =
  'In Entra: choose id, externalId, userName, emails.value or cardNumber as matching attribute. Else page by cursor, without sorting.';

export const listDescriptions: Descriptions<typeof list> = {
  scanTooLarge: {
    meaning: 'No index serves the filter or the order, and the tenant is too large to look at everybody.',
    advice: indexed,
  },
  listTooMuchWork: {
    meaning: 'The [work](performance.md#nobody-waits-for-a-neighbour) of a list is counted and bounded.',
    advice: indexed,
  },
  cursorInvalid: {
    meaning:
      'The cursor was changed, or belongs to another list: filter, sorting and tenant must be those of the page before.',
    advice: 'Begin again.',
  },
  cursorExpired: {
    meaning: 'The next page was asked for too late.',
    advice: 'Begin again.',
  },
  cursorCountChanged: {
    meaning: 'RFC 9865 §2.1: a list by cursor has one page size.',
    advice: 'Send the first `count` again, or leave it out.',
  },
  cursorCountInvalid: {
    meaning: '`count` of a list by cursor is no number.',
    advice: 'Correct the parameter.',
  },
  numberInvalid: {
    meaning: '`startIndex` or `count` is no number.',
    advice: 'Correct the parameter.',
  },
  pagingConflict: {
    meaning: 'A page is chosen by its position or by a cursor.',
    advice: 'Leave one out.',
  },
  parameterNotString: {
    meaning: 'A member of a search request has another type (RFC 7644 §3.4.3).',
    advice: 'Correct the client.',
  },
  parameterNotList: {
    meaning: 'A member of a search request has another type (RFC 7644 §3.4.3).',
    advice: 'Correct the client.',
  },
  projectionConflict: {
    meaning: 'A client says what it wants, or what it does not want.',
    advice: 'Leave one out.',
  },
  projectionTooMany: {
    meaning: 'A user has some hundred attributes.',
    advice: 'Name the attribute itself, `ims` for all of its elements: a value path selects no more.',
  },
  projectionTooLong: {
    meaning: 'A user has some hundred attributes.',
    advice: 'Name the attribute itself, `ims` for all of its elements: a value path selects no more.',
  },
  sortOrderInvalid: {
    meaning: 'RFC 7644 §3.4.2.3.',
    advice: 'Correct the parameter.',
  },
  sortAttributeUnknown: {
    meaning: 'The attribute is misspelt, or is not in a schema here.',
    advice: 'Correct the parameter.',
  },
  sortAttributeComplex: {
    meaning: 'A value of several parts has no order.',
    advice: 'Correct the parameter.',
  },
  sortAttributeSecret: {
    meaning: 'PIN and code can neither be filtered nor sorted by: an order would tell of them.',
    advice: 'Sort by another attribute.',
  },
  logPeriodInvalid: {
    meaning: 'The period of `/provisioningLog` ends before it begins.',
    advice: 'Correct the parameters.',
  },
  logTimeInvalid: {
    meaning: 'A parameter of `/provisioningLog` is no time.',
    advice: 'Correct the parameter.',
  },
  logActionUnknown: {
    meaning: 'A parameter of `/provisioningLog` names no action.',
    advice: 'Correct the parameter.',
  },
};
