/** The tables of errors, each with its descriptions, in the order of docs/errors.md. */
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
import { accessDescriptions } from './errorDescriptions/access.ts';
import { bulkDescriptions } from './errorDescriptions/bulk.ts';
import { credentialDescriptions } from './errorDescriptions/credential.ts';
import type { Description } from './errorDescriptions/description.ts';
import { filterDescriptions } from './errorDescriptions/filter.ts';
import { groupDescriptions } from './errorDescriptions/group.ts';
import { listDescriptions } from './errorDescriptions/list.ts';
import { managementDescriptions } from './errorDescriptions/management.ts';
import { operatorsDescriptions } from './errorDescriptions/operators.ts';
import { patchDescriptions } from './errorDescriptions/patch.ts';
import { requestDescriptions } from './errorDescriptions/request.ts';
import { serviceDescriptions } from './errorDescriptions/service.ts';
import { signInDescriptions } from './errorDescriptions/signIn.ts';
import { singleSignOnDescriptions } from './errorDescriptions/singleSignOn.ts';
import { tenantDescriptions } from './errorDescriptions/tenant.ts';
import { tokenDescriptions } from './errorDescriptions/token.ts';
import { userDescriptions } from './errorDescriptions/user.ts';

/** A table of errors; each function takes its own arguments. */
type Table = Readonly<Record<string, { readonly definition: { readonly code: string } }>>;

interface Group {
  readonly title: string;
  /** The API that alone gives these errors; undefined if every API may. */
  readonly api?: 'token' | 'sso' | 'manage';
  readonly table: Table;
  readonly descriptions: Readonly<Record<string, Description>>;
}

export const groups: readonly Group[] = [
  { title: 'Who is calling', table: access, descriptions: accessDescriptions },
  { title: 'The request and its body', table: request, descriptions: requestDescriptions },
  { title: 'Users and their values', table: user, descriptions: userDescriptions },
  { title: 'Groups and their members', table: group, descriptions: groupDescriptions },
  { title: 'The operations of a PATCH', table: patch, descriptions: patchDescriptions },
  { title: 'Filters and paths', table: filter, descriptions: filterDescriptions },
  { title: 'Lists', table: list, descriptions: listDescriptions },
  { title: 'Bulk', table: bulk, descriptions: bulkDescriptions },
  { title: 'The service', table: service, descriptions: serviceDescriptions },
  { title: 'The token endpoint', api: 'token', table: token, descriptions: tokenDescriptions },
  { title: 'Single sign-on', api: 'sso', table: signIn, descriptions: signInDescriptions },
  {
    title: 'The management API: requests',
    api: 'manage',
    table: management,
    descriptions: managementDescriptions,
  },
  {
    title: 'The management API: operators',
    api: 'manage',
    table: operators,
    descriptions: operatorsDescriptions,
  },
  { title: 'The management API: tenants', api: 'manage', table: tenant, descriptions: tenantDescriptions },
  {
    title: 'The management API: single sign-on',
    api: 'manage',
    table: singleSignOn,
    descriptions: singleSignOnDescriptions,
  },
  {
    title: 'The management API: credentials',
    api: 'manage',
    table: credential,
    descriptions: credentialDescriptions,
  },
];

type Definition = ErrorDefinition<readonly (Shown | undefined)[]>;
export type DescribedError = Definition & Description;

/** The errors of a table with their descriptions, sorted by code. */
export function describedErrors({ table, descriptions }: Group): readonly DescribedError[] {
  return Object.values(table)
    .map(({ definition }) => {
      const description = descriptions[definition.code];
      if (description === undefined) throw new Error(`The error ${definition.code} has no description.`);
      return { ...(definition as Definition), ...description };
    })
    .toSorted((left, right) => (left.code < right.code ? -1 : 1));
}
