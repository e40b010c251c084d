import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomFrom } from '../../../cli/entra/source/sample/random.ts';
import { sampleDirectory } from '../../../cli/entra/source/sample/sample.ts';
import { writeSource } from '../../../cli/entra/source/write.ts';
import { PlainScimServer } from '../../support/entra/plainScimServer.ts';
import { startCommand } from '../../support/runCommand.ts';
import { runHere } from '../../support/runHere.ts';

const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

let server: PlainScimServer;
let folder: string;
beforeEach(async () => {
  server = await PlainScimServer.start({ hidden: [`${uniflow}:pin`, `${uniflow}:cardRegistrationCode`] });
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
  await writeSource(join(folder, 'source'), sampleDirectory({ users: 40, groups: 4, seed: 'killed' }));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const words = (command: string) => [
  ...['entra', command, '--tenant-url', server.tenantUrl, '--rate', '1000'],
  ...['--source', join(folder, 'source'), '--state', join(folder, 'job')],
];
const run = (command: string) => runHere(words(command), { SCIM_TOKEN: server.token });

/** Processes start slowly on a machine that does much else. */
const patience = { timeout: 120_000 };

test(
  'killed at random moments and started again, a cycle ends as if nothing had happened',
  patience,
  async () => {
    const random = randomFrom('moments');
    for (let kill = 0; kill < 3; kill += 1) {
      const command = startCommand(words('cycle'), { SCIM_TOKEN: server.token });
      // The service has not yet done what it was told, or has done it and the simulator does not know.
      let left = 3 + random.below(70);
      server.conduct = () => {
        left -= 1;
        if (left !== 0) return undefined;
        command.child.kill('SIGKILL');
        return random.chance(0.5) ? 'drop' : { status: 503 };
      };
      await command.finished;
      expect(left).toBeLessThanOrEqual(0);
    }
    server.conduct = () => undefined;
    const { code, stderr } = await run('cycle');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(server.users.size).toBe(40);
    expect(server.groups.size).toBe(4);
    const compared = await run('verify');
    expect({ code: compared.code, stdout: compared.stdout }).toMatchObject({ code: 0 });
    const before = server.writes.length;
    await run('cycle');
    expect(server.writes.length).toBe(before);
  },
);

test('with --watch cycles follow each other, and Ctrl-C ends them whenever it comes', patience, async () => {
  await run('cycle');
  const connectionTests = () => server.seen.filter(({ path }) => path.startsWith('/Groups?')).length;
  const before = connectionTests();
  const watching = startCommand([...words('cycle'), '--watch', '--interval', '0s'], {
    SCIM_TOKEN: server.token,
  });
  await new Promise<void>((done) => {
    server.conduct = () => {
      if (connectionTests() - before === 3) done();
      return undefined;
    };
  });
  watching.child.kill('SIGINT');
  const { out } = await watching.finished;
  expect(out.match(/Incremental cycle: Succeeded/g)?.length).toBeGreaterThanOrEqual(2);
});
