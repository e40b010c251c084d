import type { RevealedSecrets } from '../../../generated/manage.js';
import type { Answer } from '../response.ts';
import { revealSecrets as reveal } from '../../users/revealSecrets.ts';
import { jsonAnswer } from './answers.ts';
import type { ManagedTenantCall } from './endpoint.ts';
import { requireStaying } from './users.ts';
import { methodNotAllowed } from '../../scim/errors/request.ts';

/** GET /manage/tenants/{tenant}/users/{id}/secrets: what the print system needs. The provisioning log says who had it. */
export async function revealSecrets(call: ManagedTenantCall): Promise<Answer> {
  // It would hand nothing out, and yet the log would say that somebody was shown the secrets.
  if (call.request.method === 'HEAD') throw methodNotAllowed('HEAD', 'GET');
  requireStaying(call);
  const revealed: RevealedSecrets = { secrets: await reveal(call, call.request.params.id ?? '') };
  return jsonAnswer(200, revealed);
}
