import * as oauth from 'oauth4webapi';
import { texts } from '../texts.ts';
import type { TokenSource } from './client.ts';
import { keepJourney, type EntraAnswer, type EntraSettings, type Journey } from './entra.ts';
import { Problem } from './problem.ts';

/** How long before it ends an access token is renewed. */
const renewalMs = 5 * 60_000;

/** The one address that Entra may send people back to. */
const redirectUri = `${location.origin}/console`;

/**
 * Leaves the page for Entra's.
 *
 * @param choose whether Entra asks for the account, even if one is signed in there.
 * @throws Problem
 */
export async function leaveForEntra(settings: EntraSettings, choose: boolean): Promise<void> {
  const { server, client } = await discover(settings);
  if (server.authorization_endpoint === undefined)
    throw new Problem(texts.signIn.entraFailed, { status: 502 });
  const journey: Journey = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    address: location.pathname,
  };
  const target = new URL(server.authorization_endpoint);
  target.search = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    // Browsers send no fragment to a server: the code is in no log.
    response_mode: 'fragment',
    redirect_uri: redirectUri,
    scope: `openid profile offline_access ${settings.scope}`,
    state: journey.state,
    nonce: journey.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(journey.verifier),
    code_challenge_method: 'S256',
    ...(choose ? { prompt: 'select_account' } : {}),
  }).toString();
  keepJourney(journey);
  location.assign(target);
}

/**
 * Changes the code of Entra's answer for tokens, which are kept in a closure alone.
 *
 * @throws Problem
 */
export async function redeemAnswer(
  settings: EntraSettings,
  { parameters, journey }: EntraAnswer,
): Promise<TokenSource> {
  if (journey === undefined) throw new Problem(texts.signIn.notBegunHere, { status: 409 });
  const entra = await discover(settings);
  const { server, client } = entra;
  try {
    const code = oauth.validateAuthResponse(server, client, parameters, journey.state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      code,
      redirectUri,
      journey.verifier,
      entra.options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: journey.nonce,
      requireIdToken: true,
    });
    return renewing(entra, tokens);
  } catch (error) {
    throw explained(error);
  }
}

/** Renews the access token before it ends. If Entra refuses that, the service soon refuses the token, and the session ends. */
function renewing({ server, client, options }: Discovered, first: oauth.TokenEndpointResponse): TokenSource {
  let tokens = first;
  let renewAt = renewalTime(first);
  let renewal: Promise<void> | undefined;
  const renew = async (refreshToken: string): Promise<void> => {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      refreshToken,
      options,
    );
    const next = await oauth.processRefreshTokenResponse(server, client, response);
    tokens = { refresh_token: refreshToken, ...next };
    renewAt = renewalTime(next);
  };
  return async () => {
    const { refresh_token: refreshToken } = tokens;
    if (refreshToken !== undefined && Date.now() >= renewAt) {
      renewal ??= renew(refreshToken)
        .catch(() => undefined)
        .finally(() => (renewal = undefined));
      await renewal;
    }
    return tokens.access_token;
  };
}

function renewalTime({ expires_in: seconds = 0 }: oauth.TokenEndpointResponse): number {
  return Date.now() + seconds * 1_000 - renewalMs;
}

type Discovered = Awaited<ReturnType<typeof discover>>;

async function discover({ authority, entraTenantId, clientId }: EntraSettings) {
  const issuer = new URL(`${authority}/${entraTenantId}/v2.0`);
  // oxlint-disable-next-line typescript/no-deprecated -- the service takes an authority without TLS on its own machine only.
  const options = { [oauth.allowInsecureRequests]: issuer.protocol === 'http:' };
  try {
    const response = await oauth.discoveryRequest(issuer, options);
    const server = await oauth.processDiscoveryResponse(issuer, response);
    return { server, client: { client_id: clientId }, options };
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): Problem {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
    return new Problem(texts.signIn.entraRefused(error.error_description ?? error.error), { status: 403 });
  // The browser says no more than "TypeError" of a request that does not arrive.
  return new Problem(texts.signIn.entraFailed, { status: 502 });
}
