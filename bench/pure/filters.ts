import { bindFilter } from '../../shared/scim/filter/bind.ts';
import { compileFilter, type Predicate } from '../../shared/scim/filter/evaluate.ts';
import { maxFilterBytes, parseFilter } from '../../shared/scim/filter/parse.ts';
import { plan } from '../../shared/scim/filter/plan.ts';
import { represent } from '../../shared/scim/represent.ts';
import { keyOf } from '../people.ts';
import { user as type } from '../../test/support/types.ts';
import type { Group } from './measure.ts';
import { baseUrl, representedUsers, storedUser } from './users.ts';

/** Users that a filter is evaluated over. */
const userCount = 10_000;

const termCounts = [1, 2, 4, 8, 16, 32, 64];

function filterOf(terms: number): string {
  return Array.from({ length: terms }, (_, n) => `userName eq "${keyOf(n)}@example.com"`).join(' or ');
}

/** As many terms as a filter may have: 4 KiB. */
function longestFilter(): string {
  let terms = 1;
  while (filterOf(terms + 1).length <= maxFilterBytes) terms += 1;
  return filterOf(terms);
}

function compile(text: string): Predicate {
  return compileFilter(bindFilter(type, parseFilter(text)));
}

export const parsing: Group = {
  title: 'a filter: parse',
  unit: 'filters',
  sizeUnit: 'terms',
  cases: [
    ...termCounts.map((size) => {
      const text = filterOf(size);
      return { name: 'userName eq "…" or …', size, units: 1, run: () => parseFilter(text) };
    }),
    longest('the longest, 4 KiB', parseFilter),
  ],
};

export const compiling: Group = {
  title: 'a filter: parse, bind, plan and compile',
  unit: 'filters',
  sizeUnit: 'terms',
  cases: [
    ...termCounts.map((size) => {
      const text = filterOf(size);
      return { name: 'userName eq "…" or …', size, units: 1, run: () => made(text) };
    }),
    longest('the longest, 4 KiB', made),
    single('emails[type eq "work" and value eq "…"]'),
  ],
};

/** All steps for a filter that is not cached yet. */
function made(text: string): unknown {
  const bound = bindFilter(type, parseFilter(text));
  return [plan(bound), compileFilter(bound)];
}

function longest(name: string, run: (text: string) => unknown) {
  const text = longestFilter();
  return { name, units: 1, run: () => run(text) };
}

function single(text: string) {
  return { name: text, units: 1, run: () => made(text) };
}

const resources = representedUsers(userCount);
const stored = Array.from({ length: 1_000 }, (_, n) => storedUser(n));

/** One run parses, binds and compiles the filter once, and evaluates it on each user as the service represents it. */
export const evaluating: Group = {
  title: `a filter: parse, compile, evaluate over ${userCount.toLocaleString('en')} users`,
  unit: 'users',
  cases: [
    evaluated('userName eq "p000000042@example.com"', 1_000_000),
    evaluated('emails[type eq "work" and value co "@mail3."]', 300_000),
    evaluated('emails.value eq "p000000042@home.example.com"'),
    evaluated('title eq "Counsel" and active eq true'),
    evaluated('displayName co "lind" or displayName sw "山"'),
    evaluated('not (active eq true) or title pr'),
    evaluated('meta.lastModified gt "2026-01-04T00:00:00Z"'),
    evaluated(
      'meta.created ge "2026-01-02T00:00:00Z" and meta.created lt "2026-01-05T00:00:00Z" and active eq true',
    ),
    evaluated('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Print"'),
    representing('the same userName, each user represented before'),
  ],
};

export const evaluationGrowth: Group = {
  title: 'a compiled filter: evaluate over more and more users',
  unit: 'users',
  sizeUnit: 'users',
  cases: [1_250, 2_500, 5_000, 10_000].map((size) => {
    const matches = compile('userName eq "p000000042@example.com"');
    const some = resources.slice(0, size);
    return { name: 'userName eq "…"', size, units: size, run: () => count(matches, some) };
  }),
};

function evaluated(text: string, bar?: number) {
  const run = () => count(compile(text), resources);
  if (run() === 0) throw new Error(`Nobody matches ${text}.`);
  return { name: text, units: userCount, run, ...(bar && { bar }) };
}

/** The work of a scan for each user. */
function representing(name: string) {
  const matches = compile('userName eq "p000000042@example.com"');
  const run = () => stored.filter((user) => matches(represent(type, user, baseUrl))).length;
  return { name, units: stored.length, run };
}

function count(matches: Predicate, users: typeof resources): number {
  let found = 0;
  for (const user of users) if (matches(user)) found += 1;
  return found;
}
