import { scanLimit } from '../../shared/scim/page.ts';
import { idKey, keyRange, markerKey } from '../../shared/store/keys.ts';
import { idOf, rareTitle } from '../people.ts';
import type { Scene } from '../scene.ts';
import { memberOf, type Population } from '../storage/population.ts';
import type { Operation } from './operation.ts';
import { listRequest, mostQueriesAtOnce, readPage, readRows } from './reads.ts';

const pageSize = 100;
/** Users between two requests that approach a page. */
const stride = 10_000;

const users = keyRange(idKey(''));
const counts = keyRange(markerKey(''));

/** The first page by index, with the total of all users. */
export const firstPage: Operation = {
  name: 'page of 100',
  mostAtOnce: mostQueriesAtOnce,
  request: ({ population }, n) => page(memberOf(population, n).tenant, `startIndex=1&count=${pageSize}`),
  floor: (scene, n) => countAndPage(scene, memberOf(scene.population, n).tenant, pageSize),
};

/** The first page by cursor; one user more is read, to know whether there is a next page. */
export const cursorPage: Operation = {
  name: 'page of 100 by cursor',
  mostAtOnce: mostQueriesAtOnce,
  request: ({ population }, n) => page(memberOf(population, n).tenant, `cursor=&count=${pageSize}`),
  floor: (scene, n) => countAndPage(scene, memberOf(scene.population, n).tenant, pageSize + 1),
};

/**
 * Page after page by index, from the middle of the first tenant to its end: one at a time, because it is a sequence.
 */
export const nextPage: Operation = {
  name: 'next page of 100',
  fits: ({ tenants }) => tenants.length === 1,
  mostAtOnce: () => 1,
  // In strides, because one request that walks the keys of all earlier pages could exceed its deadline. To the next
  // page, and to the page where the sequence begins again after its end.
  approach({ population }, n) {
    const next = pageStart(population, n + 1);
    const strides = Array.from({ length: Math.floor(next / stride) }, (_, i) => (i + 1) * stride);
    return [...strides, pageStart(population, 0), next].map((users) =>
      page(firstTenant(population), `startIndex=${users}&count=1`),
    );
  },
  request: ({ population }, n) =>
    page(firstTenant(population), `startIndex=${pageStart(population, n) + 1}&count=${pageSize}`),
  floor(scene, n) {
    // Ids are in the order of numbers, so the page begins after this one.
    const after = idKey(idOf(pageStart(scene.population, n) - 1));
    return countAndPage(scene, firstTenant(scene.population), pageSize, after);
  },
};

/** Looks at all users, and finds one in a hundred. */
export const filteredScan: Operation = {
  name: 'filtered scan',
  fits: ({ usersEach }) => usersEach <= scanLimit,
  // Thirty-two at a time over 20,000 people would take a minute, and say nothing else.
  mostAtOnce: ({ usersEach }) => (usersEach > 5_000 ? 1 : 32),
  request: ({ population }, n) => listRequest(memberOf(population, n).tenant, `title eq "${rareTitle}"`),
  floor({ population, table }, n) {
    const { tenant } = memberOf(population, n);
    return async () => (await readRows(table, tenant, users)).length;
  },
};

function page(tenant: string, query: string) {
  return { functionName: 'listUsers', method: 'GET', tenant, path: `/Users?${query}`, status: 200 };
}

function countAndPage({ table }: Scene, tenant: string, size: number, after?: string) {
  return async () => {
    await readPage(table, tenant, counts, 1_000);
    return readPage(table, tenant, after === undefined ? users : { ...users, after }, size);
  };
}

/** Users before page `n` of the second half. */
function pageStart({ usersEach }: Population, n: number): number {
  const pages = Math.floor(usersEach / pageSize);
  const first = Math.max(1, Math.floor(pages / 2));
  return (first + (n % Math.max(1, pages - first))) * pageSize;
}

function firstTenant({ tenants }: Population): string {
  return tenants[0] ?? '';
}
