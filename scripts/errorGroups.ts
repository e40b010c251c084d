/** The tables of errors in the order of docs/errors.md. */
import * as management from '../shared/api/manage/errors.ts';
import type { ErrorDefinition, Shown } from '../shared/scim/error.ts';
import * as operators from '../shared/operators/errors.ts';
import * as access from '../shared/scim/errors/access.ts';
import * as bulk from '../shared/scim/errors/bulk.ts';
import * as filter from '../shared/scim/errors/filter.ts';
import * as group from '../shared/scim/errors/group.ts';
import * as list from '../shared/scim/errors/list.ts';
import * as patch from '../shared/scim/errors/patch.ts';
import * as request from '../shared/scim/errors/request.ts';
import * as service from '../shared/scim/errors/service.ts';
import * as token from '../shared/scim/errors/token.ts';
import * as user from '../shared/scim/errors/user.ts';
import * as signIn from '../shared/signIn/errors.ts';
import * as credential from '../shared/tenants/credentialErrors.ts';
import * as singleSignOn from '../shared/tenants/singleSignOnErrors.ts';
import * as tenant from '../shared/tenants/errors.ts';

/** A table of errors; each function takes its own arguments. */
type Table = Readonly<Record<string, { readonly definition: { readonly code: string } }>>;

interface Group {
  readonly title: string;
  /** The API that alone gives these errors; undefined if every API may. */
  readonly api?: 'token' | 'sso' | 'manage';
  readonly table: Table;
}

export const groups: readonly Group[] = [
  { title: 'Who is calling', table: access },
  { title: 'The request and its body', table: request },
  { title: 'Users and their values', table: user },
  { title: 'Groups and their members', table: group },
  { title: 'The operations of a PATCH', table: patch },
  { title: 'Filters and paths', table: filter },
  { title: 'Lists', table: list },
  { title: 'Bulk', table: bulk },
  { title: 'The service', table: service },
  { title: 'The token endpoint', api: 'token', table: token },
  { title: 'Single sign-on', api: 'sso', table: signIn },
  { title: 'The management API: requests', api: 'manage', table: management },
  { title: 'The management API: operators', api: 'manage', table: operators },
  { title: 'The management API: tenants', api: 'manage', table: tenant },
  { title: 'The management API: single sign-on', api: 'manage', table: singleSignOn },
  { title: 'The management API: credentials', api: 'manage', table: credential },
];

type Arguments = readonly (Shown | undefined)[];

/** Arguments by code, of sentences that take any number of them, or that `…` alone would not explain. */
export const examples: Readonly<Record<string, readonly Arguments[]>> = {
  attributePolicy: [['…', 'must be … …']],
  attributeValue: [['…', 'must …']],
  codeInvalid: [[60]],
  enablingInvalid: [
    ['… does not belong to the method ….'],
    ['… is required for the method ….'],
    ['The settings of the tenant do not allow the method …. Allow it first, or choose another one.'],
  ],
  handoverEnded: [['…']],
  handoverInvalid: [
    ['Send either secretToken, or clientId and clientSecret.'],
    ['The tenant has no such credential.'],
    ['/note has 1 to 128 printable characters.'],
  ],
  manageBodyInvalid: [
    ['… must not have a member …. It may have: ….'],
    ['… is required and was not sent.'],
    ['… must be …, not ….'],
    ['… must be one of: ….'],
    ['… must not hold the same twice.'],
    ['… is not what it must be. …'],
  ],
  methodNotAllowed: [['…', '…']],
  rotationUnclear: [
    ['No use is known of two …', '…'],
    ['Two … were used within a day of each other', '…'],
  ],
  scopeInsufficient: [['…']],
  tooManyPrimaries: [
    ['…', 'is given more than one primary value'],
    ['…', 'would get … primary values'],
    ['…', 'has … primary values'],
  ],
};

type Definition = ErrorDefinition<Arguments>;

/** The errors of a table, sorted by code. */
export function errorsOf({ table }: Group): readonly Definition[] {
  return Object.values(table)
    .map(({ definition }) => definition as Definition)
    .toSorted((left, right) => (left.code < right.code ? -1 : 1));
}

/** What an error says; `…` stands for what is different each time. */
export function sentencesOf({ code, sentence }: Definition): readonly string[] {
  // A placeholder for every argument.
  const placeholders = Array.from({ length: sentence.length }, () => '…');
  return (examples[code] ?? [placeholders]).map((shown) => sentence(...shown));
}
