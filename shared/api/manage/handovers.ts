import type {
  AddedHandover,
  HandoverAddition,
  Handovers,
  Handover as HandoverView,
  OpenedHandover,
} from '../../../generated/manage.js';
import { recordAct } from '../../operators/auditLog.ts';
import { handoverEnded, handoverInvalid, handoverUnknown } from '../../operators/errors.ts';
import {
  addHandover,
  findHandover,
  listHandovers,
  maxHandoverHours,
  revokeHandover,
  type HandedOver,
  type Handover,
} from '../../operators/handover.ts';
import { defined } from '../../scim/json.ts';
import { findSecret, isPrintable, type Credential } from '../../tenants/credential.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { noContent, type Answer, type Call } from '../endpoint.ts';
import { clientAddress, readBody } from '../request.ts';
import { checkedBody } from './input.ts';
import { createdAnswer, jsonAnswer, originOf, type ManagedTenantCall } from './endpoint.ts';

/** GET /manage/tenants/{tenant}/handovers */
export async function getHandovers({ service, tenant }: ManagedTenantCall): Promise<Answer> {
  const found = await listHandovers(await service.table('scimTenants'), tenant.name);
  const list: Handovers = { handovers: found.map(handoverView) };
  return jsonAnswer(200, list);
}

/** POST /manage/tenants/{tenant}/handovers */
export async function postHandover(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant, origin, record, by } = call;
  const body = await checkedBody('HandoverAddition', await readBody(call.request));
  const { note, hours = maxHandoverHours } = body;
  if (note !== undefined && !isPrintable(note, 128))
    throw handoverInvalid('/note has 1 to 128 printable characters.');
  const { credential, handedOver } = credentialIn(tenant, body);
  const { handover, secret } = await addHandover(
    await service.table('scimTenants'),
    service.config.sealing,
    { tenant: tenant.name, credential: credential.id, by, note, hours },
    handedOver,
  );
  record({ target: handover.id });
  const added: AddedHandover = {
    handover: handoverView(handover),
    // Behind the `#`, which a browser sends to nobody.
    link: `${origin}/handover/${handover.id}#${secret}`,
  };
  return createdAnswer(`${origin}/manage/tenants/${tenant.name}/handovers/${handover.id}`, added);
}

/** DELETE /manage/tenants/{tenant}/handovers/{id} */
export async function deleteHandover({ service, tenant, request }: ManagedTenantCall): Promise<Answer> {
  await revokeHandover(await service.table('scimTenants'), tenant.name, request.params.id ?? '');
  return noContent;
}

/**
 * The credential that a body hands over: one that the tenant has, so that nothing else is sealed here.
 *
 * @throws ScimError 400
 */
function credentialIn(
  { secretTokens, clients }: Tenant,
  { secretToken, clientId, clientSecret }: HandoverAddition,
): { readonly credential: Credential; readonly handedOver: HandedOver } {
  const isToken = secretToken !== undefined;
  const isClient = clientId !== undefined && clientSecret !== undefined;
  if (isToken === isClient || (isToken && (clientId ?? clientSecret) !== undefined))
    throw handoverInvalid('Send either secretToken, or clientId and clientSecret.');
  const secrets = clients.find(({ id }) => id === clientId)?.secrets ?? [];
  const credential = isToken
    ? findSecret(secretTokens, secretToken)
    : findSecret(secrets, clientSecret ?? '');
  if (credential === undefined) throw handoverInvalid('The tenant has no such credential.');
  return { credential, handedOver: defined({ secretToken, clientId, clientSecret }) };
}

/** POST /handover/{id}: for the holder of the link. */
export async function postOpening(call: Call): Promise<Answer> {
  const { service, request, requestId, runInBackground, warn, identified } = call;
  const { secret } = await checkedBody('HandoverOpening', await readBody(request));
  const table = await service.table('scimTenants');
  const found = await findHandover(table, service.config.sealing, request.params.id ?? '', secret);
  if (found === undefined) {
    service.throttle.failed(clientAddress(request), holder);
    throw handoverUnknown();
  }
  const { handover, open } = found;
  identified(handover.tenant);
  const { tenant, credential } = await stillThere(call, handover);
  const { end } = await recordAct(table, {
    action: 'handover.open',
    actor: { kind: 'handover', id: handover.id, label: handover.note },
    ...{ tenant: tenant.name, target: handover.credential, requestId },
  });
  const handedOver = await open();
  // From here on nothing may fail: this answer is the only one.
  runInBackground(end({ outcome: handedOver === undefined ? 'failed' : 'done' }));
  if (handedOver === undefined) throw handoverEnded('The key with which it was sealed is gone.');
  warn('handoverOpened', { tenant: tenant.name, credential: handover.credential });
  const tenantUrl = `${originOf(call)}/scim/${tenant.name}`;
  const opened: OpenedHandover = {
    displayName: tenant.identityProvider.displayName,
    tenantUrl,
    tokenEndpoint: handedOver.clientId === undefined ? null : `${tenantUrl}/oauth2/token`,
    secretToken: handedOver.secretToken ?? null,
    clientId: handedOver.clientId ?? null,
    clientSecret: handedOver.clientSecret ?? null,
    expires: credential.expires ?? null,
  };
  return jsonAnswer(200, opened);
}

/** Takes the place of a tenant's name where failures are counted: guessed links share one limit. */
const holder = '=handover';

/** The tenant and the credential of a link that may be opened. @throws ScimError 410 */
async function stillThere(
  { service }: Call,
  { tenant: name, state, ended, expires, credential: id }: Handover,
): Promise<{ readonly tenant: Tenant; readonly credential: Credential }> {
  if (state === 'opened') throw handoverEnded(`It was opened at ${timeOf(ended)}.`);
  if (state === 'revoked') throw handoverEnded(`It was revoked at ${timeOf(ended)}.`);
  if (state === 'expired') throw handoverEnded(`It ended at ${timeOf(expires)}.`);
  const tenant = await service.tenants.fresh(name);
  const credentials = [
    ...(tenant?.secretTokens ?? []),
    ...(tenant?.clients.flatMap(({ secrets }) => secrets) ?? []),
  ];
  const credential = credentials.find((each) => each.id === id);
  if (tenant === undefined || credential === undefined)
    throw handoverEnded('What it hands over was revoked meanwhile.');
  return { tenant, credential };
}

function timeOf(time: string | undefined): string {
  return `${(time ?? '').slice(0, 16).replace('T', ' ')} UTC`;
}

function handoverView({ id, credential, note, created, by, expires, state, ended }: Handover): HandoverView {
  return {
    ...{ id, credential, created, expires, state },
    note: note ?? null,
    by: { ...by, label: by.label ?? null },
    ended: ended ?? null,
  };
}
