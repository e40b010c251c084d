import type { Command } from 'commander';
import { defaultMapping, readMapping } from '../../entra/mapping/schemaFile.ts';
import { createProvisioningClient } from '../../entra/wire/client.ts';
import { Pace } from '../../entra/wire/pace.ts';
import { redactionOf } from '../../entra/wire/redact.ts';
import { json, outputOf, type Json } from '../command.ts';
import { withTarget } from './credentials.ts';
import { keyFolderOption } from './jobOptions.ts';
import { addTargetOptions, type TargetOptions } from './targetOptions.ts';

interface TestOptions extends TargetOptions, Json {
  readonly mapping?: string;
  readonly state: string;
}

export function registerEntraTestConnection(entra: Command): void {
  addTargetOptions(entra.command('test-connection'))
    .description("do what the portal's Test connection does: ask for a user and a group that do not exist")
    .option('--mapping <file>', 'the schema of a provisioning job: its first matching attributes are used')
    .addOption(keyFolderOption())
    .option(...json)
    .action(testConnection);
}

async function testConnection(options: TestOptions): Promise<void> {
  const mapping = options.mapping === undefined ? defaultMapping(false) : await readMapping(options.mapping);
  await withTarget(options, async ({ tenantUrl, credentials }) => {
    const times: number[] = [];
    const client = createProvisioningClient({
      ...{ tenantUrl, credentials, pace: new Pace(options.rate) },
      redaction: redactionOf(mapping, credentials.secrets),
      record: ({ milliseconds }) => times.push(milliseconds),
      // A person waits for the result.
      maxAttempts: 2,
    });
    await client.testConnection(mapping);
    const output = outputOf(options);
    output.json({ tenantUrl, connected: true, dialect: client.dialect });
    output.note(
      `The supplied credentials are authorized to enable provisioning: ${times.length} requests, ` +
        `the slowest took ${Math.max(...times).toFixed(0)} ms.`,
    );
  });
}
