import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../../../cli/entra/engine/cycle.ts';
import { verify } from '../../../cli/entra/engine/verify.ts';
import { validate } from '../../../cli/entra/validate/validate.ts';
import { servesGroups } from '../../../cli/entra/wire/discovery.ts';
import { redactionOf } from '../../../cli/entra/wire/redact.ts';
import { directoryOf, groupOf, personOf, testJob } from '../../support/entra/jobs.ts';
import { startService, type RunningService } from '../../support/service.ts';

let service: RunningService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

test.each(['', '?aadOptscim062020'])(
  'people and groups are provisioned into this service (tenant URL%s)',
  async (flag) => {
    const job = testJob({ tenantUrl: service.tenantUrl + flag, token: service.token });
    expect(await servesGroups(job.client.wire)).toBe(true);
    const people = [personOf('a', { manager: 'b' }), personOf('b'), personOf('c')];
    const days = [
      directoryOf(...people, groupOf('g', ['a', 'b']), groupOf('h', ['c'])),
      directoryOf(...people, groupOf('g', ['b', 'c'])),
      directoryOf(...people.slice(1), groupOf('g', ['b'])),
    ];
    for (const day of days) {
      const { cycle } = await job.cycle(day);
      expect(cycle.result).toBe('Succeeded');
      const record = job.state.job;
      if (record === undefined) throw new Error('The job has run.');
      expect((await verify(contextOf(job.job(day), record, 'onDemand'))).differences).toEqual([]);
      expect((await job.cycle(day)).entries).toEqual([]);
    }
    await job.cycle(directoryOf(), { allowDeletions: true });
  },
);

test('this service is as Entra needs it', async () => {
  const { client } = testJob(service);
  const results = await validate(client.wire, redactionOf(undefined, [service.token]), () => undefined);
  expect(results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
});
