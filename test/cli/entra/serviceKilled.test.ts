import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../../../cli/entra/engine/cycle.ts';
import { verify } from '../../../cli/entra/engine/verify.ts';
import { sampleDirectory } from '../../../cli/entra/source/sample/sample.ts';
import { testJob } from '../../support/entra/jobs.ts';
import { startServiceProcess, type ServiceProcess } from '../../support/serviceProcess.ts';
import { startStorage, type TestStorage } from '../../support/store.ts';

let storage: TestStorage;
let service: ServiceProcess;
const start = () => startServiceProcess({ SCIM_STORAGE_CONNECTION_STRING: storage.connectionString });

/** The address that stays, whichever process serves behind it. */
const address = createServer((socket) => {
  const behind = connect(Number(new URL(service.url).port), 'localhost');
  const end = () => {
    socket.destroy();
    behind.destroy();
  };
  for (const one of [socket, behind]) one.on('error', end).on('close', end);
  socket.pipe(behind).pipe(socket);
});

beforeAll(async () => {
  storage = await startStorage();
  service = await start();
  await once(address.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  await service.stop();
  address.close();
  await storage.close();
});

/** A service starts slowly on a machine that does much else. */
const patience = { timeout: 120_000 };

test(
  'the service is killed and started again under a running cycle: in the end everything is in place',
  patience,
  async () => {
    const { token } = service;
    let restarted: Promise<void> | undefined;
    const restart = async () => {
      await service.kill();
      service = await start();
    };
    let answers = 0;
    const { port } = address.address() as AddressInfo;
    const job = testJob(
      { tenantUrl: `http://127.0.0.1:${port}/scim/demo`, token },
      {
        // A pause between two attempts is as long as the restart takes, however fast this machine is.
        clock: { now: () => 0, sleep: () => restarted ?? Promise.resolve() },
        told: ({ status }) => {
          if (status > 0) answers += 1;
          if (answers === 60) restarted ??= restart();
        },
      },
    );
    const directory = sampleDirectory({ users: 24, groups: 3, seed: 'service' });
    const { cycle, entries } = await job.cycle(directory);
    expect(restarted).toBeDefined();
    expect(job.exchanges.some(({ status }) => status === 0)).toBe(true);
    expect({ result: cycle.result, failures: entries.filter(({ status }) => status === 'failure') }).toEqual({
      result: 'Succeeded',
      failures: [],
    });
    const record = job.state.job;
    if (record === undefined) throw new Error('The job has run.');
    expect(await verify(contextOf(job.job(directory), record, 'onDemand'))).toMatchObject({
      ...{ users: 24, groups: 3, others: 0, differences: [] },
    });
    expect((await job.cycle(directory)).entries).toEqual([]);
  },
);
