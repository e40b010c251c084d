import { askSecret } from '../../askSecret.ts';
import { startAuthority, type Authority } from '../../entra/wire/authority.ts';
import {
  accessTokens,
  clientAssertion,
  clientSecret,
  secretToken,
  type Credentials,
} from '../../entra/wire/credentials.ts';
import { jobFolder } from '../../entra/state/folder.ts';
import { parseTenantUrl } from '../../entra/wire/wire.ts';
import { InputError } from '../../exitCode.ts';
import { givenToken, secretIn } from '../../givenToken.ts';
import { checkedTenantUrl, type TargetOptions } from './targetOptions.ts';

/** Credentials that are ready to use. */
export interface OpenCredentials {
  readonly credentials: Credentials;
  /** Ends what they need: the authority that signs. */
  readonly close: () => Promise<void>;
}

/** Opens the credentials for a tenant. @param keyFile keeps the key of the authority that signs. */
export type AskCredentials = (tenantUrl: string, keyFile: string) => Promise<OpenCredentials>;

const nothingToClose = (): Promise<void> => Promise.resolve();

/** Opens credentials at the first call and gives the same ones to every later call, so that a person is asked once. */
export function credentialsOnce(options: TargetOptions) {
  let opened: Promise<OpenCredentials> | undefined;
  const credentials: AskCredentials = async (tenantUrl, keyFile) => {
    opened ??= credentialsOf(tenantUrl, options, keyFile);
    return { ...(await opened), close: nothingToClose };
  };
  return { credentials, close: async () => (await opened)?.close() };
}

/** A service to talk to. */
export interface Target {
  readonly tenantUrl: string;
  readonly credentials: Credentials;
}

/** Runs a command that needs no job against the service of the options. @throws InputError if they name none. */
export async function withTarget(
  options: TargetOptions & { readonly state: string },
  run: (target: Target) => Promise<void>,
): Promise<void> {
  if (options.tenantUrl === undefined)
    throw new InputError('--tenant-url is missing: the URL of the service.');
  const tenantUrl = checkedTenantUrl(options.tenantUrl);
  const { credentials, close } = await credentialsOf(tenantUrl, options, jobFolder(options.state).keyFile);
  try {
    await run({ tenantUrl, credentials });
  } finally {
    await close();
  }
}

/**
 * The credentials that the options name. Secrets come from a file, the environment or the terminal, never from the command
 * line, because others can read that.
 *
 * @throws InputError if a secret is missing or cannot be one.
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
      '--authority-port needs --client-id, --entra-tenant and --audience: the values that "client federate" was given.',
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

/** Refuses a secret that was copied badly, before it is sent. */
function checkedSecret(text = '', what: string, variable: string): string {
  const secret = text.trim();
  if (/^[!-~]+$/.test(secret)) return secret;
  throw new InputError(
    secret === ''
      ? `No ${what} was given. Name a file that holds it, or set ${variable}.`
      : `The ${what} contains a space or another character that no secret has. Copy it again, in one piece.`,
  );
}
