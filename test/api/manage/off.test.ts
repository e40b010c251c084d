import { afterAll, expect, test } from 'vitest';
import { clientOf, type Reply } from '../../support/client.ts';
import { managementToken, tenantToken } from '../../support/manage.ts';
import { operations } from '../../support/openApi.ts';
import { startService, type RunningService } from '../../support/service.ts';

// Off by default: nothing tells this deployment from one of a release that has no management API.

const service: RunningService = await startService();
const { token } = await managementToken(service);
const own = await tenantToken(service, 'demo', 'management');
afterAll(() => service.stop());

/** All of an answer but what differs from one request to the next. */
function seen({ status, headers, text }: Reply): object {
  const rest = [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
  return { status, headers: Object.fromEntries(rest), text };
}

const paths = [
  ...operations.map(({ method, path }) => [method, path.replaceAll(/\{\w+\}/g, 'demo')] as const),
  ['GET', '/manage'],
  ['GET', '/manage/'],
  ['GET', '/manage/tenants/nobody'],
  ['PUT', '/manage/tenants'],
  ['POST', '/manage/tenants/demo'],
  ['OPTIONS', '/manage/tenants'],
  ['GET', '/MANAGE/tenants'],
] as const;

test.each(paths)('%s %s is an unknown path', async (method, path) => {
  for (const credential of [undefined, 'garbage', token, own, service.token]) {
    const client = clientOf(service.url, credential);
    const body = method === 'GET' || method === 'OPTIONS' ? undefined : {};
    const unknown = seen(await client.send(method, '/nothing/here', body));
    expect(seen(await client.send(method, path, body))).toEqual(unknown);
    expect(unknown).toMatchObject({ status: 404 });
  }
});
