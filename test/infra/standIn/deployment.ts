import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { command, startService } from '../../support/service.ts';
import { StandIn, type Interruption, type Run } from './deploying.ts';

export const tokenForm = /ufscim_\w+/g;

/** The changes of a first run, in order. */
export const everyChange = [
  'provider register',
  'provider register',
  'group create',
  'deployment group create',
  'keyvault secret set',
  'keyvault secret set',
  'rest',
  'functionapp deployment source config-zip',
  'tag update',
  'tag update',
  'tenant add',
  'tenant enable',
  'tag update',
];

const stepsAlone = join(import.meta.dirname, 'steps.sh');

/** The scripts, a model of Azure, and the real service behind it. */
export async function startDeployment() {
  const service = await startService();
  const folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-'));
  await writeFile(join(folder, 'app.zip'), 'PK');
  const azure = new StandIn(service);
  const flagsOf = (tenant: string) => [
    ...['--name', 'print', '--location', 'westeurope', '--package', join(folder, 'app.zip')],
    ...['--tenant', tenant, '--poll-seconds', '0'],
  ];
  return {
    azure,
    service,
    folder,
    deploy(tenant: string, more: readonly string[] = [], interruption?: Interruption): Promise<Run> {
      return azure.run([...flagsOf(tenant), ...more], interruption);
    },
    /** Functions of deploy.sh, without those that come before them. */
    steps(names: readonly string[], tenant: string, interruption?: Interruption): Promise<Run> {
      return azure.run([...names, '--', ...flagsOf(tenant)], interruption, stepsAlone);
    },
    /** Nothing secret stands in what was printed or asked, but for the one token. */
    expectNoSecrets({ out, err, commands }: Run): void {
      const keys = Object.values(azure.state.secrets).map((entry) => entry.slice(entry.indexOf('=') + 1));
      const text = [out, err, ...commands].join('\n');
      for (const key of keys) expect(text).not.toContain(key);
      expect([err, ...commands].join('\n')).not.toMatch(tokenForm);
      expect(out.match(tokenForm)?.length ?? 0).toBeLessThanOrEqual(1);
    },
    async letsIn(tenant: string, token = ''): Promise<number> {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${service.url}/scim/${tenant}/Users?count=1`, { headers })).status;
    },
    async tokensOf(tenant: string): Promise<number> {
      const { stdout } = await command(service, 'token', 'list', tenant, '--json');
      return (JSON.parse(stdout) as { secretTokens: object[] }).secretTokens.length;
    },
    async stop(): Promise<void> {
      await service.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export type Deployment = Awaited<ReturnType<typeof startDeployment>>;
