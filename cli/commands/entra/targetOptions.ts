import { InvalidArgumentError, Option, type Command } from 'commander';
import { readAddress } from '../../../shared/check/address.ts';
import { InputError } from '../../exitCode.ts';

/** The service to provision into, and the credentials for it. */
export interface TargetOptions {
  readonly tenantUrl?: string;
  readonly tokenFile?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly clientSecretInBody?: boolean;
  readonly tokenUrl?: string;
  readonly authorityPort?: number;
  readonly entraTenant?: string;
  readonly audience?: string;
  readonly rate: number;
}

export function addTargetOptions(command: Command): Command {
  return command
    .option(
      '--tenant-url <url>',
      'provisioning tenant URL; ?aadOptscim062020 at its end selects the other PATCH dialect',
    )
    .option('--token-file <file>', 'file with the secret token (default: SCIM_TOKEN, or the command asks)')
    .option('--client-id <id>', 'use client credentials instead of a secret token')
    .option(
      '--client-secret-file <file>',
      "file with the client's secret (default: SCIM_CLIENT_SECRET, or the command asks)",
    )
    .option('--client-secret-in-body', 'send the secret in the body instead of a Basic header')
    .option('--token-url <url>', 'token endpoint (default: <tenant-url>/oauth2/token)')
    .addOption(
      new Option(
        '--authority-port <port>',
        'workload identity: sign as Entra does, and publish the keys at this port. The service needs SCIM_ENTRA_AUTHORITY=http://127.0.0.1:<port>',
      ).argParser(wholeNumber),
    )
    .option('--entra-tenant <guid>', 'workload identity: Directory (tenant) ID')
    .option('--audience <text>', 'workload identity: audience of the assertions')
    .addOption(
      new Option('--rate <number>', 'requests that begin in a second').argParser(wholeNumber).default(25),
    );
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** @throws InputError if the URL is wrong, or a token must not be sent to it. */
export function checkedTenantUrl(text: string): string {
  const { url, findings } = readAddress(text);
  const wrong = findings.find(({ state }) => state === 'problem');
  if (url !== undefined && wrong === undefined) return url.href;
  throw new InputError(`--tenant-url: ${wrong?.seen ?? ''} ${wrong?.advice ?? ''}`);
}
