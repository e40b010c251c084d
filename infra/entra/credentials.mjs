// A tenant's credentials: from the command line's --json output to Graph's synchronization secrets.
import process from 'node:process';
import { SetupError } from './graph.mjs';

/**
 * Reads the output of `client add --json`, `tenant enable --json` or `token add --json` from standard input;
 * undefined if nothing is piped in.
 */
export async function readCredentials() {
  if (process.stdin.isTTY) return undefined;
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  if (text.trim() === '') return undefined;
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    throw new SetupError('What is piped in is no JSON. Pipe in what a command prints with --json.');
  }
  const { tenantUrl, secretToken, clientId, clientSecret, tokenEndpoint } = Object(given);
  if (!isText(tenantUrl))
    throw new SetupError('What is piped in has no "tenantUrl". Pipe in what a command prints with --json.');
  if ([clientId, clientSecret, tokenEndpoint].every(isText))
    return { tenantUrl, clientId, clientSecret, tokenEndpoint };
  if (isText(secretToken)) return { tenantUrl, secretToken };
  throw new SetupError(
    'What is piped in has neither "clientId", "clientSecret" and "tokenEndpoint" nor "secretToken".',
  );
}

export function secretsIn(credentials) {
  return [credentials?.secretToken, credentials?.clientSecret].filter(isText);
}

/**
 * The pairs that Graph stores for the job.
 *
 * @param accessToken of a client: without it Entra would send its first request without a token and get 401
 */
export function toPairs(
  { tenantUrl, secretToken, clientId, clientSecret, tokenEndpoint },
  accessToken,
  settings,
) {
  const { notify, deleteThreshold, everybody } = settings;
  const notifications = {
    Enabled: notify !== undefined,
    Recipients: notify ?? '',
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: deleteThreshold,
  };
  const way =
    secretToken === undefined
      ? {
          Oauth2ClientId: clientId,
          Oauth2ClientSecret: clientSecret,
          Oauth2TokenExchangeUri: tokenEndpoint,
          Oauth2AccessToken: accessToken,
          Oauth2AccessTokenCreationTime: new Date().toISOString(),
        }
      : { SecretToken: secretToken };
  const pairs = {
    BaseAddress: tenantUrl,
    ...way,
    SyncNotificationSettings: JSON.stringify(notifications),
    SyncAll: String(everybody),
  };
  return Object.entries(pairs).map(([key, value]) => ({ key, value }));
}

/** Fetches a client's first access token, which also shows whether the service accepts the client. */
export async function fetchAccessToken({ tokenEndpoint, clientId, clientSecret }) {
  const basic = Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64');
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
  }).catch(() => {
    throw new SetupError(`${tokenEndpoint} can't be reached.`);
  });
  const { access_token: token, error } = await response.json().catch(() => ({}));
  if (!response.ok || !isText(token))
    throw new SetupError(`${tokenEndpoint} gives no access token (${response.status} ${error ?? ''}).`);
  return token;
}

function isText(value) {
  return typeof value === 'string' && value !== '';
}
