import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../../../cli/entra/engine/cycle.ts';
import { verify } from '../../../cli/entra/engine/verify.ts';
import { defaultMapping } from '../../../cli/entra/mapping/schemaFile.ts';
import { sampleDirectory } from '../../../cli/entra/source/sample/sample.ts';
import type { Directory } from '../../../cli/entra/source/entry.ts';
import { servesGroups } from '../../../cli/entra/wire/discovery.ts';
import { directoryOf, groupOf, personOf, testJob } from '../../support/entra/jobs.ts';
import { startScimmy } from '../../support/entra/scimmyServer.ts';

let scimmy: Awaited<ReturnType<typeof startScimmy>>;
beforeAll(async () => {
  scimmy = await startScimmy();
});
afterAll(() => scimmy.close());

/** The default mapping without the rows that somebody takes out who uses this service: it knows no uniFLOW. */
function mappingWithout(pattern: RegExp) {
  const mapping = defaultMapping(true);
  const attributes = mapping.user.attributes.filter(({ target }) => !pattern.test(target.path));
  return { ...mapping, user: { ...mapping.user, attributes } };
}

/** The directory a day later: one has left, one may not sign in, one works elsewhere. */
function nextDay(directory: Directory): Directory {
  const [leaver, blocked, mover] = directory.users;
  const users = directory.users.flatMap((user) => {
    if (user === leaver) return [];
    const more =
      user === blocked ? { accountEnabled: false } : user === mover ? { department: 'Elsewhere' } : {};
    return [{ ...user, attributes: new Map([...user.attributes, ...Object.entries(more)]) }];
  });
  return { ...directory, users };
}

test('what that package refuses of Entra is a failure with its own words', async () => {
  const job = testJob(scimmy, { mapping: mappingWithout(/uniFLOW/) });
  await job.cycle(directoryOf(personOf('a', { manager: 'b' }), personOf('b')));
  await job.cycle(directoryOf(personOf('a', { manager: 'b' }), personOf('b', { accountEnabled: false })));
  const failures = job.log.filter(({ status }) => status === 'failure');
  expect(failures.map(({ error }) => error?.reason)).toEqual([
    expect.stringContaining("Complex attribute 'manager' expected complex value"),
    // The default dialect says "False" where a boolean belongs.
    expect.stringContaining("Attribute 'active' expected value type 'boolean'"),
  ]);
  scimmy.users.clear();
});

test('a service of the package scimmy is provisioned and verified like any other, with the flag', async () => {
  const target = { tenantUrl: `${scimmy.tenantUrl}?aadOptscim062020`, token: scimmy.token };
  const job = testJob(target, { mapping: mappingWithout(/uniFLOW|:manager$/) });
  expect(await servesGroups(job.client.wire)).toBe(true);
  const sample = sampleDirectory({ users: 30, groups: 4, seed: 'scimmy' });
  const differences = async (directory: Directory) => {
    const record = job.state.job;
    if (record === undefined) throw new Error('The job has run.');
    return (await verify(contextOf(job.job(directory), record, 'onDemand'))).differences;
  };
  const first = await job.cycle(sample);
  expect(first.entries.filter(({ status }) => status === 'failure')).toEqual([]);
  expect(await differences(sample)).toEqual([]);
  const changed = nextDay(sample);
  const second = await job.cycle(changed);
  expect(second.entries.filter(({ status }) => status === 'failure')).toEqual([]);
  expect(await differences(changed)).toEqual([]);
  expect((await job.cycle(changed)).entries).toEqual([]);
  await job.cycle(directoryOf(personOf('x'), groupOf('y', ['x'])), { allowDeletions: true });
  expect([...scimmy.users.values()].map(({ userName }) => userName)).toEqual(['x@contoso.example']);
});
