import { openTable } from '../../shared/store/tables.ts';
import { addManagementToken } from '../../shared/tenants/deployment.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import type { Scope } from '../../shared/tenants/credential.ts';
import { clientOf, type Client } from './client.ts';
import { checkAnswer } from './openApi.ts';
import { searchForSecrets } from './secretSearch.ts';
import { startService, type RunningService } from './service.ts';

/** A service whose management API is on. */
export function startManaged(environment: Readonly<Record<string, string>> = {}): Promise<RunningService> {
  return startService({ SCIM_MANAGEMENT_API: 'on', ...environment });
}

/** Makes a management token of the deployment. */
export async function managementToken(
  { connectionString }: RunningService,
  expires?: string,
): Promise<{ readonly id: string; readonly token: string }> {
  const table = await openTable({ connectionString }, 'scimTenants');
  const { token, record } = await addManagementToken(table, { label: 'Test', expires }, 'oldest');
  return { id: record.id, token };
}

const shared = new Map<string, ReturnType<typeof managementToken>>();

/** One management token for all files that share a service: two of them may be in use, and no more. */
export function sharedManagementToken(service: RunningService): ReturnType<typeof managementToken> {
  const made = shared.get(service.connectionString) ?? managementToken(service);
  shared.set(service.connectionString, made);
  return made;
}

/** Gives a tenant one more secret token. */
export async function tenantToken(
  { connectionString }: RunningService,
  tenant: string,
  scope: Scope,
): Promise<string> {
  const table = await openTable({ connectionString }, 'scimTenants');
  return (await addSecretToken(table, tenant, { label: scope, scope, expires: undefined }, 'oldest')).token;
}

/**
 * A client of the management API. Every answer must be what the document says, and hold a secret only where one is made
 * or handed out.
 *
 * `path` stands behind `<url>/manage`.
 */
export function managerOf({ url }: Pick<RunningService, 'url'>, token: string | undefined): Client {
  const client = clientOf(`${url}/manage`, token);
  return {
    async send(method, path, body, headers) {
      const reply = await client.send(method, path, body, headers);
      checkAnswer(method, `/manage${path}`, reply);
      if (reply.status !== 201 && !path.endsWith('/secrets'))
        searchForSecrets('answer', `${method} ${path}`, reply.text);
      return reply;
    },
  };
}
