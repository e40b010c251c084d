import { defineError, type Shown } from '../error.ts';

/** Errors of lists: their pages, order and projection, and the parameters of the provisioning log. */

const indexed =
  'In Entra: choose id, externalId, userName, emails.value or cardNumber as matching attribute. Else page by cursor, without sorting.';

export const scanTooLarge = defineError({
  code: 'scanTooLarge',
  status: 400,
  scimType: 'tooMany',
  sentence: (kind: string, max: Shown, indexedNames: string) =>
    `This has to look at every ${kind}, and the tenant has more than ${max}. Let the filter hold an "eq" on ${indexedNames}, or page by cursor without sorting.`,
  meaning: 'No index serves the filter or the order, and the tenant is too large to look at everybody.',
  advice: indexed,
});

export const listTooMuchWork = defineError({
  code: 'listTooMuchWork',
  status: 400,
  scimType: 'tooMany',
  sentence: () =>
    'This request asks for too much work at once. Let the filter have fewer terms, or hold an "eq" on id, externalId, userName, emails.value or cardNumber; or page by cursor without sorting.',
  meaning: 'The [work](performance.md#nobody-waits-for-a-neighbour) of a list is counted and bounded.',
  advice: indexed,
});

export const cursorInvalid = defineError({
  code: 'cursorInvalid',
  status: 400,
  scimType: 'invalidCursor',
  sentence: () => 'The cursor is not valid for this request. Begin again with an empty cursor.',
  meaning:
    'The cursor was changed, or belongs to another list: filter, sorting and tenant must be those of the page before.',
  advice: 'Begin again.',
});

export const cursorExpired = defineError({
  code: 'cursorExpired',
  status: 400,
  scimType: 'expiredCursor',
  sentence: (seconds: Shown) =>
    `The cursor is older than ${seconds} seconds. Begin again with an empty cursor.`,
  meaning: 'The next page was asked for too late.',
  advice: 'Begin again.',
});

export const cursorCountChanged = defineError({
  code: 'cursorCountChanged',
  status: 400,
  scimType: 'invalidCount',
  sentence: (count: Shown) => `count must stay ${count} from page to page.`,
  meaning: 'RFC 9865 §2.1: a list by cursor has one page size.',
  advice: 'Send the first `count` again, or leave it out.',
});

export const cursorCountInvalid = defineError({
  code: 'cursorCountInvalid',
  status: 400,
  scimType: 'invalidCount',
  sentence: (name: string) => `${name} must be a whole number.`,
  meaning: '`count` of a list by cursor is no number.',
  advice: 'Correct the parameter.',
});

export const numberInvalid = defineError({
  code: 'numberInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `${name} must be a whole number.`,
  meaning: '`startIndex` or `count` is no number.',
  advice: 'Correct the parameter.',
});

export const pagingConflict = defineError({
  code: 'pagingConflict',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'cursor and startIndex exclude each other (RFC 9865 §2); send one of them.',
  meaning: 'A page is chosen by its position or by a cursor.',
  advice: 'Leave one out.',
});

export const parameterNotString = defineError({
  code: 'parameterNotString',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `${name} must be a string.`,
  meaning: 'A member of a search request has another type (RFC 7644 §3.4.3).',
  advice: 'Correct the client.',
});

export const parameterNotList = defineError({
  code: 'parameterNotList',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `${name} must be a list of strings.`,
  meaning: 'A member of a search request has another type (RFC 7644 §3.4.3).',
  advice: 'Correct the client.',
});

export const projectionConflict = defineError({
  code: 'projectionConflict',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'attributes and excludedAttributes exclude each other (RFC 7644 §3.9); send one of them.',
  meaning: 'A client says what it wants, or what it does not want.',
  advice: 'Leave one out.',
});

export const projectionTooMany = defineError({
  code: 'projectionTooMany',
  status: 400,
  scimType: 'invalidValue',
  sentence: (parameter: string, count: Shown, max: Shown) =>
    `${parameter} names ${count} attributes; ${max} are allowed.`,
  meaning: 'A user has some hundred attributes.',
  advice: 'Name the attribute itself, `ims` for all of its elements: a value path selects no more.',
});

export const projectionTooLong = defineError({
  code: 'projectionTooLong',
  status: 400,
  scimType: 'invalidValue',
  sentence: (max: Shown) => `The attributes that are named take more than ${max} characters.`,
  meaning: 'A user has some hundred attributes.',
  advice: 'Name the attribute itself, `ims` for all of its elements: a value path selects no more.',
});

export const sortOrderInvalid = defineError({
  code: 'sortOrderInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'sortOrder must be "ascending" or "descending".',
  meaning: 'RFC 7644 §3.4.2.3.',
  advice: 'Correct the parameter.',
});

export const sortAttributeUnknown = defineError({
  code: 'sortAttributeUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `sortBy names no attribute: there is no ${name}.`,
  meaning: 'The attribute is misspelt, or is not in a schema here.',
  advice: 'Correct the parameter.',
});

export const sortAttributeComplex = defineError({
  code: 'sortAttributeComplex',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `sortBy names ${path}, which is complex; name a sub-attribute.`,
  meaning: 'A value of several parts has no order.',
  advice: 'Correct the parameter.',
});

export const sortAttributeSecret = defineError({
  code: 'sortAttributeSecret',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `sortBy names ${path}, which is a secret.`,
  meaning: 'PIN and code can neither be filtered nor sorted by: an order would tell of them.',
  advice: 'Sort by another attribute.',
});

export const logPeriodInvalid = defineError({
  code: 'logPeriodInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'from must not be after to.',
  meaning: 'The period of `/provisioningLog` ends before it begins.',
  advice: 'Correct the parameters.',
});

export const logTimeInvalid = defineError({
  code: 'logTimeInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `${name} must be a date and time such as 2026-01-31T08:00:00Z (RFC 3339).`,
  meaning: 'A parameter of `/provisioningLog` is no time.',
  advice: 'Correct the parameter.',
});

export const logActionUnknown = defineError({
  code: 'logActionUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (actions: string) => `action must be one or several of ${actions}, with commas between them.`,
  meaning: 'A parameter of `/provisioningLog` names no action.',
  advice: 'Correct the parameter.',
});
