import type { AddedToken, SecretTokens } from '../../../generated/manage.js';
import { noContent, type Answer } from '../response.ts';
import { addSecretToken, revokeSecretToken } from '../../tenants/secretTokens.ts';
import { createdAnswer, jsonAnswer } from './answers.ts';
import { bodyOf } from './body.ts';
import { addressOf, idempotencyKeyOf, usesOf } from './credentials.ts';
import type { ManagedTenantCall } from './endpoint.ts';
import { tokenWish } from './tokenWish.ts';
import { madeTokenView, tokenViews } from './views.ts';

/** GET /manage/tenants/{tenant}/tokens */
export async function listTokens(call: ManagedTenantCall): Promise<Answer> {
  const uses = await usesOf(call);
  const list: SecretTokens = {
    secretTokens: tokenViews(call.tenant.secretTokens, uses),
  };
  return jsonAnswer(200, list);
}

/** POST /manage/tenants/{tenant}/tokens */
export async function addToken(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant } = call;
  const { replace = 'none', ...wish } = await bodyOf(call, 'TokenAddition');
  const table = await service.table('scimTenants');
  const wished = { ...tokenWish(service.config, wish), ...idempotencyKeyOf(call) };
  const { token, record } = await addSecretToken(table, tenant.name, wished, replace);
  const added: AddedToken = { token: madeTokenView(record), secretToken: token };
  return createdAnswer(`${addressOf(call)}/tokens/${record.id}`, added);
}

/** DELETE /manage/tenants/{tenant}/tokens/{id} */
export async function revokeToken({ service, tenant, request }: ManagedTenantCall): Promise<Answer> {
  const table = await service.table('scimTenants');
  await revokeSecretToken(table, tenant.name, request.params.id ?? '');
  return noContent;
}
