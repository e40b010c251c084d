import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomFrom } from '../../../cli/entra/source/sample/random.ts';
import { sampleDirectory } from '../../../cli/entra/source/sample/sample.ts';
import { writeSource } from '../../../cli/entra/source/write.ts';
import { PlainScimServer } from '../../support/entra/plainScimServer.ts';
import { startCommand } from '../../support/runCommand.ts';

const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

let server: PlainScimServer;
let folder: string;
beforeEach(async () => {
  server = await PlainScimServer.start({ hidden: [`${uniflow}:pin`, `${uniflow}:cardRegistrationCode`] });
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
  await writeSource(join(folder, 'source'), sampleDirectory({ users: 60, groups: 6, seed: 'killed' }));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const words = (command: string) => [
  ...['entra', command, '--tenant-url', server.tenantUrl, '--rate', '1000'],
  ...['--source', join(folder, 'source'), '--state', join(folder, 'job')],
];
const run = (command: string) => startCommand(words(command), { SCIM_TOKEN: server.token });

test(
  'killed at random moments and started again, a cycle ends as if nothing had happened',
  { timeout: 180_000 },
  async () => {
    const random = randomFrom('moments');
    for (let kill = 0; kill < 4; kill += 1) {
      const command = run('cycle');
      // Before the answer, or after the service has done what it was told and before that is heard of.
      let left = 3 + random.below(90);
      server.conduct = () => {
        left -= 1;
        if (left !== 0) return undefined;
        command.child.kill('SIGKILL');
        return random.chance(0.5) ? 'drop' : { status: 503 };
      };
      await command.finished;
    }
    server.conduct = () => undefined;
    const { code, err } = await run('cycle').finished;
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(server.users.size).toBe(60);
    expect(server.groups.size).toBe(6);
    const compared = await run('verify').finished;
    expect({ code: compared.code, out: compared.out }).toMatchObject({ code: 0 });
    const before = server.writes.length;
    await run('cycle').finished;
    expect(server.writes.length).toBe(before);
  },
);
