import type { Enabled, Enabling } from '../../../generated/manage.js';
import { clientSecretDays } from '../../tenants/clients.ts';
import { readExpiry } from '../../tenants/credential.ts';
import { enableWithClient, enableWithFederation } from '../../tenants/enableClient.ts';
import { enableProvisioning } from '../../tenants/lifecycle.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Answer } from '../endpoint.ts';
import { bodyOf } from './input.ts';
import { idempotencyKeyOf, tokenInput } from './credentials.ts';
import { jsonAnswer, type ManagedTenantCall } from './endpoint.ts';
import { enablingInvalid } from './errors.ts';
import {
  preconditionOf,
  tenantTag,
  clientView,
  countResources,
  federatedView,
  knownTenantView,
  madeTokenView,
  unused,
  usesOf,
} from './views.ts';

/** What was made, as the answer shows it. */
interface MadeCredential extends Omit<Enabled, 'tenant'> {
  readonly id: string;
}

/** POST /manage/tenants/{tenant}/enable */
export async function postEnabling(call: ManagedTenantCall): Promise<Answer> {
  const body = await bodyOf(call, 'Enabling');
  requireFitting(body);
  requireAllowed(call.tenant, body);
  // Before anything is stored: afterwards nothing may fail, because the answer holds the only copy of the secret.
  const [counts, uses] = await Promise.all([countResources(call, call.tenant), usesOf(call)]);
  const { tenant, made } = await enabled(call, body);
  if (made !== undefined) call.record({ target: made.id });
  const { id: _, ...shown } = made ?? { id: '' };
  const answer: Enabled = { tenant: knownTenantView(call, tenant, counts, uses), ...shown };
  return jsonAnswer(200, answer, { ETag: tenantTag(tenant) });
}

async function enabled(
  call: ManagedTenantCall,
  body: Enabling,
): Promise<{ readonly tenant: Tenant; readonly made: MadeCredential | undefined }> {
  const { service, tenant } = call;
  const table = await service.table('scimTenants');
  const unchanged = preconditionOf(call);
  const { name } = tenant;
  const { method = 'secretToken', label, days = clientSecretDays.default, expires } = body;
  if (method === 'clientCredentials') {
    const input = { label: label ?? 'client', days, ...idempotencyKeyOf(call) };
    const { tenant: changed, made } = await enableWithClient(table, name, input, unchanged);
    const client = changed.clients.find(({ id }) => id === made?.clientId);
    if (made === undefined || client === undefined) return { tenant: changed, made: undefined };
    const shown = { client: clientView(client, unused), clientSecret: made.secret };
    return { tenant: changed, made: { id: made.clientId, ...shown } };
  }
  if (method === 'workloadIdentity') {
    const { entraTenantId = '', subject = '', audience = '' } = body;
    const ends = readExpiry(expires ?? 'never', new Date());
    const input = { label: label ?? 'federated credential', entraTenantId, subject, audience, expires: ends };
    const { tenant: changed, made } = await enableWithFederation(table, name, input, unchanged);
    if (made === undefined) return { tenant: changed, made };
    return { tenant: changed, made: { id: made.id, federatedCredential: federatedView(made, unused) } };
  }
  const input = { ...tokenInput(service.config, { label, expires }), ...idempotencyKeyOf(call) };
  const { tenant: changed, token } = await enableProvisioning(table, name, input, unchanged);
  const [record] = changed.secretTokens;
  if (token === undefined || record === undefined) return { tenant: changed, made: undefined };
  return { tenant: changed, made: { id: record.id, token: madeTokenView(record), secretToken: token } };
}

const membersOf = {
  secretToken: ['expires'],
  clientCredentials: ['days'],
  workloadIdentity: ['expires', 'entraTenantId', 'subject', 'audience'],
} as const;

const specific = ['expires', 'days', 'entraTenantId', 'subject', 'audience'] as const;

/** Refuses what does not belong to the method, and what is missing, so that no slip is taken for done. @throws ScimError 400 */
function requireFitting(body: Enabling): void {
  const { method = 'secretToken' } = body;
  const fitting: readonly string[] = membersOf[method];
  const needed = method === 'workloadIdentity' ? (['entraTenantId', 'subject', 'audience'] as const) : [];
  const wrong = specific.find((name) => body[name] !== undefined && !fitting.includes(name));
  if (wrong !== undefined) throw enablingInvalid(`/${wrong} does not belong to the method ${method}.`);
  const missing = needed.find((name) => body[name] === undefined);
  if (missing !== undefined) throw enablingInvalid(`/${missing} is required for the method ${method}.`);
}

/** Refuses to make a credential that would not work. A secret token is made only if it would. @throws ScimError 400 */
function requireAllowed(
  { identityProvider: { settings } }: Tenant,
  { method = 'secretToken' }: Enabling,
): void {
  if (method === 'secretToken' || settings.authentication.includes(method)) return;
  throw enablingInvalid(
    `The settings of the tenant do not allow the method ${method}. Allow it first, or choose another one.`,
  );
}
