import { InvalidArgumentError, Option, type Command } from 'commander';
import { askSecret } from '../../askSecret.ts';
import { readAddress } from '../../doctor/address.ts';
import { startAuthority, type Authority } from '../../entra/wire/authority.ts';
import {
  accessTokens,
  clientAssertion,
  clientSecret,
  secretToken,
  type Credentials,
} from '../../entra/wire/credentials.ts';
import { parseTenantUrl } from '../../entra/wire/wire.ts';
import { InputError } from '../../exitCode.ts';
import { givenToken, secretIn } from '../../givenToken.ts';

/** Where to provision to, and as whom. */
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
    .option('--tenant-url <url>', 'provisioning tenant URL, with ?aadOptscim062020 for the other dialect')
    .option('--token-file <file>', 'holds the secret token; else SCIM_TOKEN does, or it is asked for')
    .option('--client-id <id>', 'client credentials instead of a secret token')
    .option(
      '--client-secret-file <file>',
      "holds the client's secret; else SCIM_CLIENT_SECRET does, or it is asked for",
    )
    .option('--client-secret-in-body', 'send it in the body instead of a Basic header')
    .option('--token-url <url>', 'token endpoint; by default <tenant-url>/oauth2/token')
    .addOption(
      new Option(
        '--authority-port <port>',
        'workload identity: sign as Entra does, with keys at this port. The service needs SCIM_ENTRA_AUTHORITY=http://127.0.0.1:<port>',
      ).argParser(wholeNumber),
    )
    .option('--entra-tenant <guid>', "workload identity: Entra's tenant id")
    .option('--audience <text>', 'workload identity: audience of the assertions')
    .addOption(
      new Option('--rate <number>', 'how many requests begin in a second').argParser(wholeNumber).default(25),
    );
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Credentials, and what is to be closed when they are not needed any more. */
export interface OpenCredentials {
  readonly credentials: Credentials;
  close(): Promise<void>;
}

const nothingToClose = (): Promise<void> => Promise.resolve();

/**
 * What the options say of credentials. Secrets come from a file, the environment or the terminal, never from the command
 * line, which others can read.
 */
export async function credentialsOf(
  tenantUrl: string,
  options: TargetOptions,
  keyFile: string,
): Promise<OpenCredentials> {
  const { clientId, authorityPort } = options;
  if (authorityPort !== undefined)
    return workloadIdentity(tenantUrl, options, await startAuthority(authorityPort, keyFile));
  if (clientId !== undefined) {
    const secret = await givenClientSecret(options.clientSecretFile);
    const prove = clientSecret(clientId, secret, options.clientSecretInBody === true);
    const credentials = accessTokens({ url: tokenUrlOf(tenantUrl, options), prove }, [secret]);
    return { credentials, close: nothingToClose };
  }
  const token = checkedSecret(await givenToken(tenantUrl, options.tokenFile), 'secret token', 'SCIM_TOKEN');
  return { credentials: secretToken(token), close: nothingToClose };
}

async function workloadIdentity(
  tenantUrl: string,
  options: TargetOptions,
  authority: Authority,
): Promise<OpenCredentials> {
  const { clientId, entraTenant, audience } = options;
  if (clientId === undefined || entraTenant === undefined || audience === undefined) {
    await authority.close();
    throw new InputError(
      '--authority-port needs --client-id, --entra-tenant and --audience: what "client federate" was told.',
    );
  }
  const sign = () => authority.sign({ entraTenant, audience, subject: clientId });
  const prove = clientAssertion(clientId, sign);
  return {
    credentials: accessTokens({ url: tokenUrlOf(tenantUrl, options), prove }, []),
    close: () => authority.close(),
  };
}

function tokenUrlOf(tenantUrl: string, { tokenUrl }: TargetOptions): string {
  return tokenUrl ?? `${parseTenantUrl(tenantUrl).base}/oauth2/token`;
}

async function givenClientSecret(file: string | undefined): Promise<string> {
  const { SCIM_CLIENT_SECRET: given = '' } = process.env;
  const secret =
    file !== undefined
      ? await secretIn(file)
      : given !== ''
        ? given
        : await askSecret("The client's secret (it is not shown): ");
  return checkedSecret(secret, 'client secret', 'SCIM_CLIENT_SECRET');
}

/** A secret that was copied with something else is refused before it is sent. */
function checkedSecret(text = '', what: string, variable: string): string {
  const secret = text.trim();
  if (/^[!-~]+$/.test(secret)) return secret;
  throw new InputError(
    secret === ''
      ? `No ${what} was given. Name a file that holds it, or set ${variable}.`
      : `The ${what} holds a space or a character that none has. Copy it again, in one piece.`,
  );
}

/** Refuses a URL to which a token must not be shown. */
export function checkedTenantUrl(text: string): string {
  const { url, findings } = readAddress(text);
  const wrong = findings.find(({ state }) => state === 'problem');
  if (url !== undefined && wrong === undefined) return url.href;
  throw new InputError(`--tenant-url: ${wrong?.seen ?? ''} ${wrong?.advice ?? ''}`);
}
