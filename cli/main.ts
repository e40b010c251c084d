#!/usr/bin/env node
import packageJson from '../package.json' with { type: 'json' };
import { Command, InvalidArgumentError, Option } from 'commander';
import { enableTenant } from '../shared/tenants/manage.ts';
import { runDemo } from './commands/demo.ts';
import { func } from './commands/func.ts';
import { start, type StartOptions } from './commands/start.ts';
import { storage } from './commands/storage.ts';
import { enable, type EnableOptions } from './commands/tenant.ts';
import { rotate, type RotateOptions } from './commands/token.ts';
import { startLocalService } from './localService.ts';
import { jsonOutput, textOutput, type Output } from './output.ts';
import { openTenants } from './storage.ts';
import { defaultPort } from './tenantUrl.ts';

const write = (text: string): void => {
  process.stdout.write(text);
};

interface Json {
  readonly json?: boolean;
}

function outputOf({ json }: Json): Output {
  return json === true ? jsonOutput(write) : textOutput(write);
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}

const json = ['--json', 'print one JSON object, for scripts'] as const;

const program = new Command('uniflow-scim')
  .description('SCIM 2.0 service provider for print tenants: local host, tenants and their credentials.')
  .showHelpAfterError('(--help says more)')
  .version(packageJson.version);

program
  .command('start')
  .description('serve locally, with local table storage')
  .option('--port <port>', 'port to serve on; 0 takes a free one', port, defaultPort)
  .option('--host <address>', 'address to listen on', 'localhost')
  .option('--in-memory', 'keep everything in memory, apart from the local data')
  .option(...json)
  .action((options: StartOptions) => start(options, outputOf(options)));

program
  .command('storage')
  .description('run the local table storage alone')
  .option(...json)
  .action((options: Json) => storage(outputOf(options)));

program
  .command('func')
  .description('serve with Azure Functions Core Tools, where they are installed')
  .action(async () => {
    process.exitCode = await func();
  });

program
  .command('demo')
  .description('provision a sample directory as Entra would, in memory, and show it')
  .action(async () => {
    process.exitCode = (await demo()) ? 0 : 1;
  });

const tenant = program
  .command('tenant')
  .description('the customers that are provisioned into this deployment');
tenant
  .command('enable')
  .description('make a tenant if need be, and show its tenant URL and, once, its secret token')
  .argument('<tenant>', 'lower-case letters, digits and hyphens; part of its URL')
  .addOption(
    new Option('--external-id <rule>', 'whether users must have an externalId').choices([
      'required',
      'optional',
    ]),
  )
  .option(...json)
  .action((name: string, options: EnableOptions & Json) => enable(name, options, outputOf(options)));

const token = program.command('token').description('the secret tokens of a tenant');
token
  .command('rotate')
  .description('make a new secret token; the one before it stays valid until the next rotation')
  .argument('<tenant>')
  .option('--revoke-others', 'end every other token at once (within 30 seconds)')
  .option(...json)
  .action((name: string, options: RotateOptions & Json) => rotate(name, options, outputOf(options)));

async function demo(): Promise<boolean> {
  const service = await startLocalService({
    port: 0,
    hostname: 'localhost',
    inMemory: true,
    logRequests: false,
  });
  try {
    const enabled = await enableTenant(await openTenants(service.settings), 'contoso', undefined);
    return await runDemo({
      tenantUrl: `${service.host.url}/scim/contoso`,
      token: enabled.token ?? '',
      write,
    });
  } finally {
    await service.close();
  }
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${explained(error)}\n`);
}

/** A sentence for a person; the stack only of what nobody foresaw. */
function explained(error: unknown): string {
  // By name: the bundle that the host loads has a SettingError class of its own.
  if (error instanceof Error && ['SettingError', 'TenantError', 'ScimError'].includes(error.name))
    return error.message;
  if (!(error instanceof Error)) return 'Something failed.';
  return error.name === 'Error' ? error.message : (error.stack ?? error.message);
}
