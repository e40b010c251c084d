import { Option } from 'commander';
import { ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { runDemo } from '../entra/demo/demo.ts';
import { visit } from '../entra/demo/visit.ts';
import { givenToken } from '../givenToken.ts';
import { eventLog } from '../hostLog.ts';
import { startLocalService } from '../localService.ts';
import { signInDemoInMemory } from '../signInDemo/demoInMemory.ts';
import { openTenants } from '../storage.ts';
import { tokenFromOptions } from '../tokenInput.ts';
import { write, type Registration } from './command.ts';
import { exitCode, InputError } from '../exitCode.ts';

interface DemoOptions {
  readonly tenantUrl?: string;
  readonly tokenFile?: string;
  readonly keep?: boolean;
  readonly sso?: boolean;
}

export const registerDemo: Registration = (program) => {
  program
    .command('demo')
    .description(
      'provision a sample directory as Entra would, and show it: in memory, or into an existing empty tenant',
    )
    .option(
      '--tenant-url <url>',
      'provisioning tenant URL of a tenant without users and groups, local or deployed',
    )
    .option('--token-file <file>', 'file with its secret token (default: SCIM_TOKEN, or the command asks)')
    .addOption(
      new Option(
        '--sso',
        'let people of a directory on this machine sign in, disable one, and show who is refused',
      ).conflicts(['tenantUrl', 'tokenFile', 'keep']),
    )
    .option('--keep', 'leave the sample users and groups in the tenant')
    .action(async (options: DemoOptions) => {
      process.exitCode = (await demo(options)) ? exitCode.done : exitCode.failed;
    });
};

async function demo({ tenantUrl, tokenFile, keep = false, sso = false }: DemoOptions): Promise<boolean> {
  if (sso) return signInDemoInMemory(write);
  if (tenantUrl !== undefined)
    return visit({ tenantUrl, token: await givenToken(tenantUrl, tokenFile), keep, write });
  if (tokenFile === undefined && !keep) return demoInMemory();
  throw new InputError('--token-file and --keep need --tenant-url.');
}

async function demoInMemory(): Promise<boolean> {
  const service = await startLocalService({
    port: 0,
    hostname: 'localhost',
    inMemory: true,
    log: eventLog,
  });
  try {
    const tenants = await openTenants(service.settings);
    const { token = '' } = await ensureTenant(tenants, 'contoso', {}, tokenFromOptions(service.settings));
    return await runDemo({ tenantUrl: `${service.host.url}/scim/contoso`, token, write });
  } finally {
    await service.close();
  }
}
