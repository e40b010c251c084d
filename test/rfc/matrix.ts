import { rows as types } from './rfc7643-2-types.ts';
import { rows as values } from './rfc7643-2-values.ts';
import { rows as common } from './rfc7643-3-common.ts';
import { rows as resource } from './rfc7643-3-resource.ts';
import { rows as multivalued } from './rfc7643-4-multivalued.ts';
import { rows as singular } from './rfc7643-4-singular.ts';
import { rows as provider } from './rfc7643-5-provider.ts';
import { rows as schemas } from './rfc7643-7-schemas.ts';
import { rows as basics } from './rfc7644-2-basics.ts';
import { rows as errors } from './rfc7644-3.12-errors.ts';
import { rows as versions } from './rfc7644-3.14-versions.ts';
import { rows as create } from './rfc7644-3.3-create.ts';
import { rows as filter } from './rfc7644-3.4-filter.ts';
import { rows as operators } from './rfc7644-3.4-operators.ts';
import { rows as query } from './rfc7644-3.4-query.ts';
import { rows as sort } from './rfc7644-3.4-sort.ts';
import { rows as add } from './rfc7644-3.5-add.ts';
import { rows as patch } from './rfc7644-3.5-patch.ts';
import { rows as paths } from './rfc7644-3.5-paths.ts';
import { rows as put } from './rfc7644-3.5-put.ts';
import { rows as remove } from './rfc7644-3.5-remove.ts';
import { rows as replace } from './rfc7644-3.5-replace.ts';
import { rows as bulk } from './rfc7644-3.7-bulk.ts';
import { rows as bulkResults } from './rfc7644-3.7-results.ts';
import { rows as names } from './rfc7644-3.9-names.ts';
import { rows as discovery } from './rfc7644-4-discovery.ts';
import { rows as cursorErrors } from './rfc9865-2-errors.ts';
import { rows as cursorOthers } from './rfc9865-2-others.ts';
import { rows as cursorPages } from './rfc9865-2-pages.ts';
import type { Row } from './row.ts';

/** Every requirement, by RFC and section. */
export const matrix: readonly Row[] = [
  ...[types, values, common, resource, singular, multivalued, provider, schemas],
  ...[basics, create, query, operators, filter, sort],
  ...[put, patch, paths, add, remove, replace, bulk, bulkResults, names, versions, errors, discovery],
  ...[cursorPages, cursorErrors, cursorOthers],
]
  .flat()
  .toSorted((left, right) => place(left).localeCompare(place(right), 'en', { numeric: true }));

function place({ rfc, section }: Row): string {
  return `${rfc} ${section}`;
}
