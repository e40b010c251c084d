/**
 * What one tenant's storm does to another tenant's latency: a neighbour reads one user after the other, alone, beside a
 * storm that is throttled, and beside one that is not. Informative: the storm, the service and its storage share this
 * machine's cores, which they would not in Azure. Then what hostile but valid requests do, at the default limits.
 *
 * `--only <regular expression>` makes it some of the hostile requests, and leaves the storms out.
 */
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { clientOf } from '../test/support/client.ts';
import { person } from '../test/support/people.ts';
import { enableTenant, type EnabledTenant } from '../test/support/service.ts';
import { startServiceProcess } from '../test/support/serviceProcess.ts';
import { figureTable } from './report/figureTable.ts';
import { besideHostileRequests, type HostileFigures } from './storm/hostileRequests.ts';
import { measure, type Figures } from './storm/neighbour.ts';

const seconds = 8;
const connections = 32;
/** Requests a second that the storm tries: pages of a hundred users each, ten times what it may. */
const stormRate = 500;

interface Storm {
  readonly rate: number;
  readonly refused: number;
}

/** From a thread of its own: a client that never heard of Retry-After. */
async function storm({ tenantUrl, token }: EnabledTenant): Promise<Storm> {
  const result = await autocannon({
    url: `${tenantUrl}/Users?count=100`,
    connections,
    duration: seconds,
    overallRate: stormRate,
    workers: 1,
    headers: { authorization: `Bearer ${token}` },
  });
  return { rate: result.requests.average, refused: result['4xx'] };
}

async function prepare(limits: Readonly<Record<string, string>>) {
  const service = await startServiceProcess(limits);
  const loud = await enableTenant(service, 'loud');
  const neighbour = await enableTenant(service, 'neighbour');
  for (let i = 0; i < 100; i += 1)
    await clientOf(loud.tenantUrl, loud.token).send('POST', '/Users', person(`loud-${i}`));
  await clientOf(neighbour.tenantUrl, neighbour.token).send('POST', '/Users', person('neighbour'));
  await measure(neighbour, seconds); // Warm.
  return { service, loud, neighbour };
}

async function beside(limits: Readonly<Record<string, string>>) {
  const { service, loud, neighbour } = await prepare(limits);
  try {
    const { read: quiet } = await measure(neighbour, seconds);
    const [{ read: figures }, stormed] = await Promise.all([measure(neighbour, seconds), storm(loud)]);
    return { quiet, figures, stormed };
  } finally {
    await service.kill();
  }
}

async function storms(): Promise<string> {
  const throttled = await beside({
    SCIM_TENANT_REQUESTS_PER_SECOND: '50',
    SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '50',
  });
  const free = await beside({
    SCIM_TENANT_REQUESTS_PER_SECOND: '0',
    SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '0',
  });
  const row = (name: string, { p50, p99, requests }: Figures, quiet: Figures, stormed?: Storm): string[] => [
    name,
    `${p50.toFixed(1)} ms`,
    `${p99.toFixed(1)} ms`,
    (p50 / quiet.p50).toFixed(2),
    String(requests),
    stormed === undefined ? '' : `${Math.round(stormed.rate)}/s, ${stormed.refused} × 429`,
  ];
  return figureTable(
    ['the neighbour', 'p50', 'p99', 'to quiet', 'requests', 'storm'],
    [
      row('alone', throttled.quiet, throttled.quiet),
      row('beside a throttled storm', throttled.figures, throttled.quiet, throttled.stormed),
      row('beside a storm without limit', free.figures, free.quiet, free.stormed),
    ],
  );
}

function hostileTable([quiet, ...hostile]: readonly HostileFigures[]): string {
  if (quiet === undefined) return '';
  const times = ({ p50, p99 }: Figures, alone: Figures): string[] => [
    `${p50.toFixed(1)} ms`,
    `${p99.toFixed(1)} ms`,
    (p99 / alone.p99).toFixed(1),
  ];
  return figureTable(
    ['hostile requests', 'p50', 'p99', '×', 'own p50', 'own p99', 'own ×', 'slice', 'memory', 'answers'],
    [quiet, ...hostile].map(({ name, read, own, longestSlice, rss, answers }) => [
      name,
      ...times(read, quiet.read),
      ...times(own, quiet.own),
      `${Math.round(longestSlice)} ms`,
      `${Math.round(rss / 2 ** 20)} MB`,
      answers.map(([status, number]) => `${number} × ${status}`).join(', '),
    ]),
  );
}

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
if (only === undefined) process.stdout.write(`${await storms()}\n\n`);
process.stdout.write(`${hostileTable(await besideHostileRequests(new RegExp(only ?? '', 'i')))}\n`);
