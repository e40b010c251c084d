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

test.each(['GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS'])(
  '%s meets an unknown path, with any credential',
  async (method) => {
    const body = ['GET', 'DELETE', 'OPTIONS'].includes(method) ? undefined : {};
    for (const credential of [undefined, token, own]) {
      const client = clientOf(service.url, credential);
      const unknown = seen(await client.send(method, '/nothing/here', body));
      expect(unknown).toMatchObject({ status: 404 });
      for (const [, path] of paths.filter(([each]) => each === method))
        expect({ path, ...seen(await client.send(method, path, body)) }).toEqual({ path, ...unknown });
    }
  },
);
