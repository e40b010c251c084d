import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { PlainScimServer } from '../../../test/support/entra/plainScimServer.ts';
import { directoryOf, personOf, testJob } from '../../../test/support/entra/jobs.ts';
import { htmlReport } from './html.ts';
import { seriesOf } from './series.ts';
import { SummaryBuilder } from './summary.ts';

test('the page holds counts, failures in the words of the service and failed requests, and no secret', async () => {
  const server = await PlainScimServer.start();
  server.conduct = ({ method, body }) =>
    method === 'POST' && body?.externalId === 'b'
      ? { status: 400, body: { detail: '<b>PIN 0815 is too short</b>', scimType: 'invalidValue' } }
      : undefined;
  const job = testJob(server);
  const secret = { extensionAttribute2: '0815' };
  const { cycle } = await job.cycle(directoryOf(personOf('a', secret), personOf('b', secret)));
  await server.close();
  const builder = new SummaryBuilder();
  for (const entry of job.log) builder.entry(entry);
  for (const exchange of job.exchanges) builder.exchange(exchange);
  const summary = builder.summary(job.state.links.values());
  expect(summary.counts).toMatchObject({ create: 1, failure: 1 });
  const record = job.state.job;
  if (record === undefined) throw new Error('The job has run.');
  const page = htmlReport({ job: record, cycle, summary, exchanges: job.exchanges, entries: job.log });
  expect(page).toContain('EntryLevelErrors');
  expect(page).toContain('400 invalidValue: &lt;b&gt;PIN [Redact] is too short&lt;/b&gt;');
  expect(page).toContain(`POST ${server.tenantUrl}/Users`);
  expect(page).not.toContain('<b>PIN');
  for (const hidden of ['0815', server.token]) expect(page).not.toContain(hidden);
  // It loads nothing: no address stands in it but those of the service.
  expect([...page.matchAll(/(?:src|href)="/g)]).toEqual([]);
  for (const [, script = ''] of page.matchAll(/<script>([^]*?)<\/script>/g))
    expect(new Script(script)).toBeDefined();
});

test('what happened is counted for each second', () => {
  const exchange = (at: number, milliseconds: number, status = 200) => ({
    at,
    milliseconds,
    status,
    method: 'GET',
    url: '',
  });
  expect(seriesOf([exchange(1000, 10), exchange(1500, 30), exchange(3100, 20, 500)])).toEqual({
    seconds: [0, 1, 2],
    requests: [2, 0, 1],
    failed: [0, 0, 1],
    medianMs: [10, null, 20],
    p95Ms: [10, null, 20],
  });
  expect(seriesOf([]).seconds).toEqual([]);
});
