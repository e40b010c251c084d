import { SignInRefused } from '../../signIn/refusals.ts';
import { returnToInvalid } from '../../signIn/errors.ts';
import type { DirectoryMetadata } from '../../signIn/federationMetadata.ts';
import { readReturnTo } from '../../signIn/returnTo.ts';
import { newContext, signInTimeMs } from '../../signIn/signInContext.ts';
import type { Answer } from '../endpoint.ts';
import { queryOf } from '../request.ts';
import { nonceCookie, surplusNonces } from './cookies.ts';
import { seeOther, type SignInPageCall, refused } from './endpoint.ts';

/** GET /sso/{tenant}/login: to the directory, which posts its answer to `/wsfed` (WS-Federation 1.2 §13.1.2). */
export async function getLogin(call: SignInPageCall): Promise<Answer> {
  const { request, service, tenant, origin, singleSignOn, addresses } = call;
  const returnTo = queryOf(request).one('returnTo') ?? `/sso/${tenant.name}`;
  if (readReturnTo(returnTo, origin, singleSignOn.returnUrls) === undefined) throw returnToInvalid();
  const { passiveEndpoint } = await directoryMetadata(call);
  const { nonce, wctx } = newContext(service.config.sealing, tenant.name, returnTo, Date.now());
  const location = withQuery(passiveEndpoint, {
    wa: 'wsignin1.0',
    wtrealm: addresses.realm,
    wreply: addresses.replyUrl,
    wctx,
    wct: new Date().toISOString(),
  });
  const kept = nonceCookie(nonce.id, nonce.value, signInTimeMs / 1_000);
  return seeOther(location, [...surplusNonces(request), kept]);
}

/** @throws ScimError 503, which is logged as a refused sign-in; 429 after too many. */
async function directoryMetadata(call: SignInPageCall): Promise<DirectoryMetadata> {
  try {
    return await call.service.directories.metadataOf(call.directory);
  } catch (error) {
    if (error instanceof SignInRefused) throw refused(call, error);
    throw error;
  }
}

export function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
