import { afterEach, beforeEach, expect, test } from 'vitest';
import { directoryOf, groupOf, personOf, said, testJob } from '../../../test/support/entra/jobs.ts';
import { PlainScimServer } from '../../../test/support/entra/plainScimServer.ts';
import { findEntry, provisionOnDemand } from './onDemand.ts';

let server: PlainScimServer;
beforeEach(async () => {
  server = await PlainScimServer.start();
});
afterEach(() => server.close());

const directory = directoryOf(
  personOf('a', { manager: 'b', mail: 'Ada@mail.example' }),
  personOf('b'),
  groupOf('g', ['a']),
);

test('one person is provisioned step by step, in the default dialect whatever the tenant URL says', async () => {
  const { job, ...jobs } = testJob({
    tenantUrl: `${server.tenantUrl}?aadOptscim062020`,
    token: server.token,
  });
  await jobs.cycle(directoryOf(personOf('b')));
  const later = job(directory);
  const entries = await provisionOnDemand(later, findEntry(later, 'ada@MAIL.example'));
  expect(said(entries)).toEqual(['create success a', 'update success a']);
  expect(entries[0]?.steps.map(({ type, status }) => `${type} ${status}`)).toEqual([
    ...['import success', 'scoping success', 'matching success', 'export success'],
  ]);
  const changed = job(directoryOf(personOf('a', { jobTitle: 'Counsel' })));
  await provisionOnDemand(changed, findEntry(changed, 'a'));
  expect(server.writes.at(-1)?.body).toMatchObject({
    Operations: [{ op: 'Add', path: 'title', value: 'Counsel' }],
  });
});

test('a link whose target is gone is made anew', async () => {
  const { job, ...jobs } = testJob(server);
  await jobs.cycle(directory);
  server.users.clear();
  const again = job(directory);
  expect(said(await provisionOnDemand(again, findEntry(again, 'b')))).toEqual(['create success b']);
  expect(server.users.size).toBe(1);
});

test('somebody out of scope is not created, and why is said', async () => {
  const { job } = testJob(server);
  const nobody = job({ ...directory, assignments: new Set<string>() });
  const [entry] = await provisionOnDemand(nobody, findEntry(nobody, 'b'));
  expect(entry?.steps.at(-1)).toEqual({
    type: 'scoping',
    status: 'skipped',
    description: 'It is not assigned to the application.',
  });
  expect(server.writes).toEqual([]);
});

test('who is meant must be one', () => {
  const { job } = testJob(server);
  const twins = job(directoryOf(personOf('a', { displayName: 'X' }), personOf('b', { displayName: 'x' })));
  expect(() => findEntry(twins, 'X')).toThrow('2 entries have the displayName "X"');
  expect(() => findEntry(twins, 'Y')).toThrow('No entry of the directory');
});
