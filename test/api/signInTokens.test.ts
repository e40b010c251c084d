import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { patch } from '../support/people.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { TestBrowser } from '../support/testBrowser.ts';
import { signInAs, useSignIn } from '../support/useSignIn.ts';

const setup = await useSignIn();
const { host } = setup.service;
const returnTo = 'https://print.example.net/app?job=7';
const tenant = await setup.tenant({ returnUrls: ['https://print.example.net/app'] });

afterEach(() => {
  vi.useRealTimers();
});

/** The code with which the browser comes to the print system. */
async function codeFor(somebody: Awaited<ReturnType<typeof tenant.provision>>): Promise<string> {
  const query = `?returnTo=${encodeURIComponent(returnTo)}`;
  const { reply } = await signInAs(setup, tenant.url, somebody, { query });
  const location = new URL(reply.location);
  expect(`${location.origin}${location.pathname}`).toBe('https://print.example.net/app');
  expect(location.searchParams.get('job')).toBe('7');
  const code = location.searchParams.get('code') ?? '';
  rememberSecret(code.slice(-40));
  return code;
}

const redeem = (form: Readonly<Record<string, string>>, url = tenant.url) =>
  new TestBrowser().post(`${url}/token`, form, {});

describe('a one-time code', () => {
  test('becomes a token of five minutes that says who signed in', async () => {
    const jane = await tenant.provision();
    const reply = await redeem({ code: await codeFor(jane), returnTo });
    expect(reply.status).toBe(200);
    const body = JSON.parse(reply.text) as { id_token: string; expires_in: number };
    expect(body.expires_in).toBe(300);
    const keys = (await (await fetch(`${host.url}/scim/${tenant.name}/oauth2/jwks`)).json()) as JSONWebKeySet;
    const { payload, protectedHeader } = await jwtVerify(body.id_token, createLocalJWKSet(keys), {
      ...{ issuer: tenant.url, audience: 'https://print.example.net', algorithms: ['ES256'], typ: 'JWT' },
    });
    expect(protectedHeader.kid).toBe('s1');
    expect(Number(payload.exp) - Number(payload.iat)).toBe(300);
    expect(payload).toMatchObject({
      ...{ sub: jane.id, tenant: tenant.name, external_id: jane.objectId, name: jane.displayName },
      ...{ preferred_username: jane.userName, local_username: jane.nickname },
    });
    // It opens nothing of the API.
    const scim = await fetch(`${host.url}/scim/${tenant.name}/Users`, {
      headers: { authorization: `Bearer ${body.id_token}` },
    });
    expect(scim.status).toBe(401);
  });

  test('is used once, on the same and on another instance', async () => {
    const code = await codeFor(await tenant.provision());
    expect((await redeem({ code, returnTo })).status).toBe(200);
    expect((await redeem({ code, returnTo })).status).toBe(400);
    const instance = await setup.anotherInstance();
    const again = await redeem({ code, returnTo }, `${instance.host.url}/sso/${tenant.name}`);
    expect([again.status, (JSON.parse(again.text) as { code: string }).code]).toEqual([400, 'codeInvalid']);
  });

  test('is good for a minute', async () => {
    const code = await codeFor(await tenant.provision());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expect((await redeem({ code, returnTo })).status).toBe(400);
  });

  test('is good for its tenant and its address alone', async () => {
    const code = await codeFor(await tenant.provision());
    const other = await setup.tenant();
    expect((await redeem({ code, returnTo }, other.url)).status).toBe(400);
    expect((await redeem({ code, returnTo: 'https://print.example.net/app' })).status).toBe(400);
    expect((await redeem({ code: `${code}x`, returnTo })).status).toBe(400);
    expect((await redeem({ code })).status).toBe(400);
    // None of this has used it up.
    expect((await redeem({ code, returnTo })).status).toBe(200);
  });

  test('is of no use for a person who was disabled meanwhile', async () => {
    const somebody = await tenant.provision();
    const code = await codeFor(somebody);
    await tenant.scim.send(
      'PATCH',
      `/Users/${somebody.id}`,
      patch({ op: 'replace', path: 'active', value: false }),
    );
    expect((await redeem({ code, returnTo })).status).toBe(400);
  });

  test('is not made for a path of this service, or if the deployment signs no tokens', async () => {
    const somebody = await tenant.provision();
    const query = `?returnTo=${encodeURIComponent('/console')}`;
    expect((await signInAs(setup, tenant.url, somebody, { query })).reply.location).not.toContain('code=');
    const unsigned = await setup.anotherInstance({ SCIM_SIGNING_KEYS: '' });
    const url = `${unsigned.host.url}/sso/${tenant.name}`;
    const outside = await signInAs(setup, url, somebody, {
      query: `?returnTo=${encodeURIComponent(returnTo)}`,
    });
    expect(outside.reply.location).toBe(returnTo);
    expect((await redeem({ code: 'x', returnTo }, url)).status).toBe(400);
  });
});
