import { identityTokenSeconds, signIdentity } from '../../auth/identityToken.ts';
import { tokensNotIssued } from '../../scim/errors/token.ts';
import { codeLifetimeMs, redeemCode } from '../../signIn/codes.ts';
import { codeInvalid, codeMissing } from '../../signIn/errors.ts';
import { personOf, type Person } from '../../signIn/person.ts';
import { readById } from '../../store/readUsers.ts';
import type { Answer } from '../endpoint.ts';
import { readForm } from '../form.ts';
import { jsonAnswer } from '../manage/endpoint.ts';
import { countFailure, type SignInPageCall } from './endpoint.ts';

/**
 * POST /sso/{tenant}/token: the print system's server redeems the code with which a browser came to it.
 *
 * @throws ScimError 400, the same for a wrong, an old and a used code, and for a person who may sign in no more.
 */
export async function postSignInCode(call: SignInPageCall): Promise<Answer> {
  const { request, service, tenant, addresses } = call;
  const { signing } = service.config;
  if (signing === undefined) throw tokensNotIssued();
  const form = await readForm(request);
  const [code, returnTo] = [form.get('code'), form.get('returnTo')];
  if (code === undefined || returnTo === undefined) throw codeMissing();
  const person = await personOfCode(call, code, returnTo);
  if (person === undefined) {
    countFailure(call, tenant.name);
    throw codeInvalid(codeLifetimeMs / 1_000);
  }
  const token = await signIdentity(signing, {
    issuer: addresses.signOnUrl,
    audience: new URL(returnTo).origin,
    tenant: tenant.name,
    person,
  });
  return jsonAnswer(200, { id_token: token, expires_in: identityTokenSeconds });
}

async function personOfCode(
  { service, tenant, signal }: SignInPageCall,
  code: string,
  returnTo: string,
): Promise<Person | undefined> {
  const [tenants, users] = [await service.table('scimTenants'), await service.table('scimUsers')];
  const { name } = tenant;
  const grant = { tenant: name, returnTo };
  const userId = await redeemCode(service.config.sealing, tenants, code, grant, Date.now(), signal);
  const read =
    userId === undefined ? undefined : await readById({ table: users, tenant: name, signal }, userId);
  const person = read === undefined ? undefined : personOf(read.user);
  return person?.active === true ? person : undefined;
}
