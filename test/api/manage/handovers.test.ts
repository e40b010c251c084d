import { hash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { deleteOldHandovers, findHandover } from '../../../shared/operators/handover.ts';
import type { Client, ReplyBody } from '../../support/client.ts';
import { managerOf, sharedManagementToken } from '../../support/manage.ts';
import { checkAnswer } from '../../support/openApi.ts';
import { useTenant } from '../../support/useTenant.ts';

const tenant = await useTenant();
const path = `/tenants/${tenant.name}/handovers`;
let manager: Client;

beforeAll(async () => {
  manager = managerOf(tenant.service, (await sharedManagementToken(tenant.service)).token);
});

interface Made {
  readonly id: string;
  readonly secret: string;
  readonly link: string;
}

async function make(body: object = { secretToken: tenant.token }): Promise<Made> {
  const reply = await manager.send('POST', path, body);
  expect(reply.status).toBe(201);
  const link = String(reply.body.link);
  const [address = '', secret = ''] = link.split('#');
  return { id: address.split('/').at(-1) ?? '', secret, link };
}

/** As a browser does: the answer is the only one that may hold the secret. */
async function open({ id, secret }: Pick<Made, 'id' | 'secret'>) {
  const response = await fetch(`${tenant.service.url}/handover/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  const { status, headers } = response;
  const text = await response.text();
  const reply = { status, headers, text, body: JSON.parse(text) as Readonly<Record<string, unknown>> };
  checkAnswer('POST', `/handover/${id}`, reply);
  return reply;
}

const listed = async () => (await manager.send('GET', path)).body.handovers as ReplyBody[];
const stateOf = async (wanted: string) => (await listed()).find(({ id }) => id === wanted)?.state;

describe('a hand-over', () => {
  test('shows tenant URL and secret token to whoever has the link, once', async () => {
    const made = await make({ secretToken: tenant.token, note: 'Jane at Contoso', hours: 24 });
    expect(made.link.startsWith(`${tenant.service.url}/handover/${made.id}#`)).toBe(true);
    const [before] = await listed();
    expect(before).toMatchObject({ id: made.id, note: 'Jane at Contoso', state: 'open', ended: null });
    const { status, body, headers } = await open(made);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({
      ...{ displayName: tenant.name, tenantUrl: tenant.tenantUrl, secretToken: tenant.token },
      ...{ tokenEndpoint: null, clientId: null, clientSecret: null },
    });
    const again = await open(made);
    expect([again.status, again.body.code]).toEqual([410, 'handoverEnded']);
    expect(again.body.detail).toContain('It was opened at');
    expect(await stateOf(made.id)).toBe('opened');
  });

  test('of a client shows what Entra asks for', async () => {
    const added = await manager.send('POST', `/tenants/${tenant.name}/clients`, { label: 'Entra' });
    const clientId = (added.body.client as ReplyBody).id;
    const { clientSecret } = added.body;
    const made = await make({ clientId, clientSecret });
    expect((await open(made)).body).toMatchObject({
      ...{ clientId, clientSecret, secretToken: null },
      tokenEndpoint: `${tenant.tenantUrl}/oauth2/token`,
    });
  });

  test('opens for one of many who try at once', async () => {
    const made = await make();
    const replies = await Promise.all(Array.from({ length: 6 }, () => open(made)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 410, 410, 410, 410, 410]);
  });

  test('does not open with another secret, and that uses nothing up', async () => {
    const [made, other] = [await make(), await make()];
    const wrong = [
      { id: made.id, secret: other.secret },
      { id: made.id, secret: made.secret.slice(0, -1) },
      { id: randomUUID(), secret: made.secret },
      { id: 'x', secret: made.secret },
      { id: made.id, secret: '' },
    ];
    const answers = new Set<string>();
    for (const each of wrong) {
      const { status, text } = await open(each);
      expect(status).toBe(404);
      answers.add(text);
    }
    expect(answers.size).toBe(1);
    expect((await open(made)).status).toBe(200);
  });

  test('is revoked, and ends with its credential', async () => {
    const made = await make();
    expect((await manager.send('DELETE', `${path}/${made.id}`)).status).toBe(204);
    expect((await open(made)).body.detail).toContain('It was revoked at');
    expect(await stateOf(made.id)).toBe('revoked');
    const added = await manager.send('POST', `/tenants/${tenant.name}/tokens`, { scope: 'read-only' });
    const gone = await make({ secretToken: added.body.secretToken });
    const { id } = added.body.token as ReplyBody;
    await manager.send('DELETE', `/tenants/${tenant.name}/tokens/${id}`);
    expect((await open(gone)).body.detail).toContain('What it hands over was revoked');
    for (const missing of [randomUUID(), 'x'])
      expect((await manager.send('DELETE', `${path}/${missing}`)).status).toBe(404);
  });

  test("is only its own tenant's to see and to revoke", async () => {
    const made = await make();
    const other = await tenant.another();
    expect((await manager.send('GET', `/tenants/${other.name}/handovers`)).body.handovers).toEqual([]);
    const refused = await manager.send('DELETE', `/tenants/${other.name}/handovers/${made.id}`);
    expect(refused.status).toBe(404);
    expect((await open(made)).status).toBe(200);
  });

  test('is in the audit log and in the log of the service, and its secret in neither', async () => {
    const made = await make({ secretToken: tenant.token, note: 'Joe' });
    await open(made);
    const { body } = await manager.send(
      'GET',
      `/audit?tenant=${tenant.name}&action=handover.open,handover.add`,
    );
    expect(body.entries).toMatchObject([
      { action: 'handover.open', actor: { kind: 'handover', id: made.id, label: 'Joe' }, outcome: 'done' },
      { action: 'handover.add', target: made.id },
      ...((body.entries as object[]).slice(2) as [object]),
    ]);
    expect(tenant.service.log()).toMatch(new RegExp(`"event":"handoverOpened".*"tenant":"${tenant.name}"`));
    expect(tenant.service.log()).not.toContain(made.secret);
  });

  test('is stored sealed: neither what is handed over nor the link is in it', async () => {
    const made = await make();
    const row = await tenant.tenants.getEntity('handovers', made.id);
    const stored = JSON.stringify(row);
    for (const secret of [tenant.token, made.secret]) expect(stored).not.toContain(secret);
    expect(row.sha256).toBe(hash('sha256', made.secret, 'hex'));
    // The settings alone do not open it, nor another deployment's.
    const ring = { current: 'k', keys: new Map([['k', new Uint8Array(32)]]) };
    const found = await findHandover(tenant.tenants, ring, made.id, made.secret);
    expect(await found?.open()).toBeUndefined();
    await open(made);
    expect(await tenant.tenants.getEntity('handovers', made.id)).not.toHaveProperty('sealed');
  });
});

test.each([
  [{}, 'either secretToken, or clientId and clientSecret'],
  [{ secretToken: 'x', clientId: 'y' }, 'either secretToken'],
  [{ clientId: 'y' }, 'either secretToken'],
  [{ secretToken: 'ufscim_x' }, 'no such credential'],
  [{ clientId: 'y', clientSecret: 'z' }, 'no such credential'],
])('%j hands nothing over', async (body, detail) => {
  const refused = await manager.send('POST', path, body);
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining(detail)]);
});

test('a link ends, and a week later nothing is known of it', async () => {
  const { id } = await make({ secretToken: tenant.token, hours: 1 });
  await deleteOldHandovers(tenant.tenants, Date.now() + 8 * 24 * 3_600_000, new AbortController().signal);
  expect((await listed()).some((each) => each.id === id)).toBe(false);
});

test('the page behind the link sends nothing by itself, and nobody can frame it', async () => {
  const response = await fetch(`${tenant.service.url}/handover/${randomUUID()}`);
  const { status, headers } = response;
  const text = await response.text();
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; .*connect-src 'self'; .*frame-ancestors 'none'$/);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  for (const tag of ['script', 'style']) {
    const content = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(text)?.[1] ?? '';
    expect(policy).toContain(`'sha256-${hash('sha256', content, 'base64')}'`);
  }
});
