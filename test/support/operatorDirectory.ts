import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';
import { listen } from '../../cli/host/listen.ts';

/** A directory of Entra whose people sign in to the console: a real OpenID provider, with the addresses and claims of Entra. */
export interface OperatorDirectory {
  /** For SCIM_ENTRA_AUTHORITY, SCIM_CONSOLE_ENTRA_TENANT and SCIM_CONSOLE_CLIENT_ID. */
  readonly settings: Readonly<Record<string, string>>;
  /** Bodies of the requests to the token endpoint. */
  readonly tokenRequests: readonly URLSearchParams[];
  /** Registers the page's redirect URI. */
  serve(redirectUri: string): void;
  close(): Promise<void>;
}

export interface OperatorAccount {
  readonly roles: readonly string[];
  /** Another directory than this one, if its person comes from there. */
  readonly directory?: string;
}

/** @param accounts by the name that signs in; every password works. */
export async function startOperatorDirectory(
  accounts: Readonly<Record<string, OperatorAccount>>,
): Promise<OperatorDirectory> {
  const [directory, clientId] = [randomUUID(), randomUUID()];
  const tokenRequests: URLSearchParams[] = [];
  let answer: ReturnType<Provider['callback']> | undefined;
  const server = createServer((request, response) => {
    const { url: path = '' } = request;
    // Entra has these for all its directories; the service reads its keys by them.
    if (path === '/common/v2.0/.well-known/openid-configuration') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer: `${url}/{tenantid}/v2.0`, jwks_uri: `${issuer}/jwks` }));
    } else if (path.startsWith(mount) && answer !== undefined) {
      // As express does it: the provider finds its own address by what is left out.
      Object.assign(request, { originalUrl: path, url: path.slice(mount.length) });
      void answer(request, response);
    } else response.writeHead(404).end();
  });
  const url = await listen(server, 0, '127.0.0.1');
  const mount = `/${directory}/v2.0`;
  const issuer = `${url}${mount}`;

  return {
    settings: {
      SCIM_ENTRA_AUTHORITY: url,
      SCIM_CONSOLE_ENTRA_TENANT: directory,
      SCIM_CONSOLE_CLIENT_ID: clientId,
    },
    tokenRequests,
    serve(redirectUri) {
      const provider = new Provider(issuer, configuration());
      provider.on('grant.success', ({ oidc }) =>
        tokenRequests.push(new URLSearchParams(oidc.body as Record<string, string>)),
      );
      answer = provider.callback();

      function configuration(): Configuration {
        const scope = `${clientId}/.default`;
        return {
          clients: [
            {
              client_id: clientId,
              token_endpoint_auth_method: 'none',
              redirect_uris: [redirectUri],
              grant_types: ['authorization_code', 'refresh_token'],
              response_types: ['code'],
            },
          ],
          scopes: ['openid', 'offline_access', scope],
          claims: { openid: ['sub'], profile: ['name'] },
          clientBasedCORS: (_, origin) => origin === new URL(redirectUri).origin,
          issueRefreshToken: () => true,
          findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: accountId }) }),
          extraTokenClaims: (_, token) => {
            const name = 'accountId' in token ? token.accountId : '';
            const account = accounts[name];
            return {
              ver: '2.0',
              azp: clientId,
              tid: account?.directory ?? directory,
              oid: randomUUID(),
              name,
              preferred_username: `${name}@contoso.example`,
              roles: account?.roles,
            };
          },
          // A test may let hours pass in the page.
          ttl: { IdToken: 86_400 },
          features: {
            resourceIndicators: {
              enabled: true,
              defaultResource: () => `urn:console:${clientId}`,
              useGrantedResource: () => true,
              getResourceServerInfo: () => ({
                scope,
                audience: clientId,
                accessTokenTTL: 3_900,
                accessTokenFormat: 'jwt',
                jwt: { sign: { alg: 'RS256' } },
              }),
            },
          },
        };
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
