import type { AddedManagementToken, ManagementTokens } from '../../../generated/manage.js';
import {
  addManagementToken,
  deploymentHolder,
  readManagementTokens,
  revokeManagementToken,
} from '../../tenants/deployment.ts';
import { readLastUsed } from '../../tenants/lastUsed.ts';
import { noContent, type Answer } from '../endpoint.ts';
import { bodyOf } from './input.ts';
import { idempotencyKeyOf, tokenInput } from './credentials.ts';
import { createdAnswer, jsonAnswer, type ManagementCall } from './endpoint.ts';
import { madeManagementTokenView, managementTokenViews } from './views.ts';

/** GET /manage/managementTokens */
export async function getManagementTokens({ service, signal }: ManagementCall): Promise<Answer> {
  const table = await service.table('scimTenants');
  const [{ tokens }, uses] = await Promise.all([
    readManagementTokens(table, signal),
    readLastUsed(table, deploymentHolder, signal),
  ]);
  const list: ManagementTokens = { managementTokens: managementTokenViews(tokens, uses) };
  return jsonAnswer(200, list);
}

/** POST /manage/managementTokens */
export async function postManagementToken(call: ManagementCall): Promise<Answer> {
  const { service, origin } = call;
  const {
    role,
    label = 'management token',
    replace = 'none',
    ...rest
  } = await bodyOf(call, 'ManagementTokenAddition');
  const { expires } = tokenInput(service.config, rest);
  const { token, record } = await addManagementToken(
    await service.table('scimTenants'),
    { label, role, expires, ...idempotencyKeyOf(call) },
    replace,
  );
  call.record({ target: record.id });
  const added: AddedManagementToken = {
    managementToken: madeManagementTokenView(record),
    secretToken: token,
  };
  return createdAnswer(`${origin}/manage/managementTokens/${record.id}`, added);
}

/** DELETE /manage/managementTokens/{id} */
export async function deleteManagementToken({ service, request }: ManagementCall): Promise<Answer> {
  await revokeManagementToken(await service.table('scimTenants'), request.params.id ?? '');
  // Within 30 seconds elsewhere; here at once.
  await service.managementTokens.fresh();
  return noContent;
}
