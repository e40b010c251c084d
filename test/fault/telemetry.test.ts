import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCollector, type Collector } from '../support/collector.ts';
import { patch, person, startWatchedService } from '../support/faultyService.ts';
import { isTransaction } from '../support/storageProxy.ts';

let collector: Collector;

/** Storage refuses the first attempt of the create, and somebody else is quicker than the PATCH. */
beforeAll(async () => {
  collector = await startCollector();
  const watched = await startWatchedService({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  const rival = await watched.another();
  let disturbed = false;
  watched.proxy.treat((call) => {
    if (disturbed || !isTransaction(call)) return 'pass';
    disturbed = true;
    return 'refuse';
  });
  const created = await watched.client.send('POST', '/Users', person('jane'));
  expect(created.status).toBe(201);
  const path = `/Users/${created.body.id}`;
  let overtaken = false;
  watched.proxy.treat(async (call) => {
    if (!overtaken && isTransaction(call)) {
      overtaken = true;
      await rival.client.send('PATCH', path, patch({ op: 'replace', path: 'title', value: 'first' }));
    }
    return 'pass' as const;
  });
  const body = patch({ op: 'replace', path: 'displayName', value: 'second' });
  expect((await watched.client.send('PATCH', path, body)).status).toBe(200);
  await rival.stop();
  await watched.stop();
});
afterAll(() => collector.close());

function pointsOf(name: string) {
  return collector.points().filter((point) => point.name === name);
}

test('a call that was repeated says how often, and is counted', () => {
  const repeated = collector.spans().filter(({ attributes }) => attributes['scim.storage.retries'] === 1);
  expect(repeated.map(({ name, attributes }) => [name, attributes['scim.operation']])).toEqual([
    ['storage transaction', 'createUser'],
  ]);
  const retries = pointsOf('scim.storage.retries');
  expect(retries).toMatchObject([
    { value: 1, attributes: { 'scim.storage.operation': 'transaction', 'scim.storage.table': 'scimUsers' } },
  ]);
});

test('a lost race is counted as a conflict, and its request says so', () => {
  const patched = collector.spans().filter(({ name }) => name === 'patchUser');
  // The rival's lost none.
  expect(patched.map(({ attributes }) => attributes['scim.lost_races']).toSorted()).toEqual([1, undefined]);
  expect(patched.map(({ attributes }) => attributes['scim.status'])).toEqual([200, 200]);
  expect(pointsOf('scim.conflicts')).toMatchObject([
    { value: 1, attributes: { 'scim.conflict': 'lostRace', 'scim.operation': 'patchUser' } },
  ]);
});
