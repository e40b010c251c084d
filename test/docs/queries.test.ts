import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadKusto } from '../support/kusto.ts';
import { logEvents } from '../../shared/telemetry/log.ts';
import { attributeNames, metricNames, storageSpanPrefix, tokenSteps } from '../../shared/telemetry/names.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Item {
  readonly type: number;
  readonly name: string;
  readonly content: {
    readonly query?: string;
    readonly timeContextFromParameter?: string;
    readonly resourceType?: string;
    readonly parameters?: readonly { readonly name: string }[];
  };
}

const workbook = JSON.parse(read('infra/workbook.json')) as {
  readonly version: string;
  readonly items: readonly Item[];
};
const plots = workbook.items.flatMap(({ name, content }) =>
  content.query === undefined ? [] : [[name, content.query] as const],
);
const answers = [
  ...read('docs/queries.md').matchAll(/^## (\d+\. .*)$[\s\S]*?^```kusto\n([\s\S]*?)^```/gm),
].map(([, title = '', query = '']) => [title, query] as const);

const alerts = [
  ...read('infra/modules/alerts.bicep').matchAll(/^ +id: '([^']*)'$[^}]*?^ +query: '([^']*)'$/gm),
].map(([, id = '', query = '']) => [id, query] as const);

const metrics: readonly string[] = Object.values(metricNames);
const attributes: readonly string[] = Object.values(attributeNames);
const operations = readdirSync(join(root, 'functions')).flatMap((file) =>
  [...read(`functions/${file}`).matchAll(/^ *\w+\(\s*'(\w+)'/gm)].map(([, name = '']) => name),
);

/** What a query names in this or that place. */
function named(query: string, place: RegExp): readonly string[] {
  return [...query.matchAll(place)].map((found) => found[1] ?? '');
}

/** Every word in quotation marks that has to be known. */
function unknownIn(query: string): readonly string[] {
  const asked = named(query, /customDimensions\["([^"]*)"\]/g).filter((name) => !attributes.includes(name));
  const others = named(query, /"(scim\.[^"]*)"/g).filter(
    (name) => ![...metrics, ...attributes].includes(name),
  );
  const spans = named(query, /name in \(([^)]*)\)/g)
    .flatMap((list) => named(list, /"([^"]*)"/g))
    .filter((name) => !metrics.includes(name) && !operations.includes(name));
  const tables = named(query, /(?:^|[(=] ?)(\w+)\s*\n?\| where/gm).filter(
    (name) => !['dependencies', 'customMetrics', 'spans'].includes(name),
  );
  return [...asked, ...others, ...spans, ...tables];
}

/** A query of the workbook as the portal sends it, with its parameters filled in. */
function filledIn(query: string): string {
  return query.replaceAll('{TimeRange:grain}', '1h').replaceAll('{Tenant}', 'contoso');
}

const diagnosed = loadKusto();

test.each([...plots, ...answers])('%s asks for what is sent', (_, query) => {
  expect(unknownIn(query)).toEqual([]);
});

test.each([...plots, ...answers, ...alerts])("%s is right for Microsoft's language service", (_, query) => {
  expect(diagnosed(filledIn(query))).toEqual([]);
});

test.each([
  ['a column that has the name of an aggregation', 'requests | summarize last = max(timestamp)', "['last']"],
  ['a column that no table has', 'dependencies | where nmae == "x"', "'nmae'"],
  ['a column of another table', 'requests | where valueSum > 0', "'valueSum'"],
  ['a table that is none', 'AppRequests | take 1', "'AppRequests'"],
  ['a bracket without its other half', 'requests | where (itemCount > 0', 'Expected: )'],
  [
    'a parameter of the workbook that is none',
    'requests | summarize count() by bin(timestamp, {Grain})',
    'Client parameters are not supported',
  ],
  ['a comparison of two types', 'requests | where itemCount >= resultCode', "'>='"],
])('%s would be found', (_, query, said) => {
  expect(diagnosed(filledIn(query)).join('\n')).toContain(said);
});

test.each([
  'customMetrics\n| where name == "scim.request"',
  'dependencies\n| where isnotempty(customDimensions["scim.user"])',
  'dependencies\n| where isnotempty(customDimensions["userName"])',
  'dependencies\n| where name in ("createPerson")',
  'AppRequests\n| where true',
])('a name that is not sent would be found: %s', (query) => {
  expect(unknownIn(query)).not.toEqual([]);
});

describe('the workbook', () => {
  test('has a form that the portal takes', () => {
    expect(workbook.version).toBe('Notebook/1.0');
    const names = workbook.items.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const parameters = workbook.items.flatMap(({ content }) => content.parameters ?? []);
    expect(parameters.map(({ name }) => name)).toEqual(['TimeRange', 'Tenant']);
    for (const { type, content } of workbook.items.filter((item) => item.content.query !== undefined))
      expect([type, content.timeContextFromParameter, content.resourceType]).toEqual([
        3,
        'TimeRange',
        'microsoft.insights/components',
      ]);
  });

  test('plots every metric', () => {
    const plotted = plots.flatMap(([, query]) => named(query, /name == "([^"]*)"/g));
    expect(new Set(plotted)).toEqual(new Set(metrics));
  });
});

test('each query of an alert is found', () => {
  expect(alerts.length).toBe(read('infra/modules/alerts.bicep').match(/^ +query: '/gm)?.length);
  expect(alerts.map(([id]) => id)).toContain('server-errors');
});

test('docs/queries.md answers ten questions', () => {
  expect(answers.map(([title]) => Number.parseInt(title, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('docs/queries.md explains every event of the log', () => {
  const [, events = ''] = read('docs/queries.md').split('## Log events');
  expect(named(events, /^\| `(\w+)`/gm)).toEqual([...logEvents]);
  const [query = ''] = named(events, /^```kusto\n([\s\S]*?)^```/gm);
  expect(query).toContain('traces');
  expect(diagnosed(query)).toEqual([]);
});

test('docs/telemetry.md has every name, and no other', () => {
  const page = read('docs/telemetry.md');
  for (const name of [...metrics, ...attributes, ...tokenSteps, `${storageSpanPrefix}read`])
    expect(page).toContain(`\`${name}\``);
  const words = named(page, /`(scim\.[\w.]+)`/g);
  expect(words.filter((name) => ![...metrics, ...attributes].includes(name))).toEqual([]);
});
