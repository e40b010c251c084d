import type { HttpRequest } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { maxFormBytes, readForm } from './form.ts';
import { oauthErrorAnswer } from './oauth.ts';
import type { ScimError } from '../scim/error.ts';
import { bodyTooLarge } from '../scim/errors/request.ts';
import { notConfigured, serviceFailed, storageUnavailable } from '../scim/errors/service.ts';
import { tenantThrottled } from '../scim/errors/access.ts';
import * as tokenErrors from '../scim/errors/token.ts';

const form = 'application/x-www-form-urlencoded';

/** As much of a request as reading its form looks at. */
function request(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const stub = {
    headers: new Headers({ 'content-type': form, ...headers }),
    arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
  };
  return stub as unknown as HttpRequest;
}

const refused = { name: 'ScimError', status: 400, oauthError: 'invalid_request' };

describe('a form', () => {
  test('is read as forms are encoded; what is empty is left out', async () => {
    const read = await readForm(request('a=1&b=x+y%2Bz&c=&d&%C3%BC=%E2%82%AC'));
    expect(Object.fromEntries(read)).toEqual({ a: '1', b: 'x y+z', ü: '€' });
  });

  test('may be as large as is said, and no larger', async () => {
    const most = `a=${'x'.repeat(maxFormBytes - 2)}`;
    expect((await readForm(request(most))).get('a')).toHaveLength(maxFormBytes - 2);
    await expect(readForm(request(`${most}x`))).rejects.toMatchObject(refused);
    // The length that is declared is enough to refuse it, and the one that it has.
    const declared = { 'content-length': String(maxFormBytes + 1) };
    await expect(readForm(request('a=1', declared))).rejects.toMatchObject(refused);
    await expect(readForm(request(`${most}x`, { 'content-length': '3' }))).rejects.toMatchObject(refused);
  });

  test.each<[string, string | Uint8Array, string?]>([
    ['of another type', 'a=1', 'text/plain'],
    ['of a type that begins alike', 'a=1', `${form}x`],
    ['of no type', 'a=1', ''],
    ['that is no UTF-8', Uint8Array.of(0x61, 0x3d, 0xff)],
    ['with a name twice', 'a=1&b=2&a=1'],
    ['with a name twice, and once empty', 'a=1&a='],
    ['with a name twice, encoded differently', 'a=1&%61=2'],
  ])('%s is refused', async (_, body, type = form) => {
    await expect(readForm(request(body, { 'content-type': type }))).rejects.toMatchObject(refused);
  });
});

describe('an error of the token endpoint', () => {
  test.each<[ScimError, string, number, string | undefined]>([
    [tokenErrors.grantTypeMissing(), 'invalid_request', 400, undefined],
    [tokenErrors.clientInvalid(), 'invalid_client', 401, 'Basic realm="scim"'],
    [tokenErrors.clientProvisioningOff(), 'unauthorized_client', 400, undefined],
    [tokenErrors.grantTypeUnsupported(), 'unsupported_grant_type', 400, undefined],
    [tokenErrors.scopeNotGranted('management'), 'invalid_scope', 400, undefined],
  ])('%s is %s, %i', (thrown, error, status, challenge) => {
    const answer = oauthErrorAnswer(thrown);
    expect(answer).toMatchObject({
      status,
      mediaType: 'application/json',
      body: { error, error_description: thrown.message },
    });
    expect(answer.headers?.['WWW-Authenticate']).toBe(challenge);
  });

  test.each<[ScimError, number, string, object]>([
    [tenantThrottled(7, 1), 429, 'temporarily_unavailable', { 'Retry-After': '7' }],
    [storageUnavailable(7), 503, 'temporarily_unavailable', { 'Retry-After': '7' }],
    [serviceFailed('request-1'), 500, 'server_error', {}],
    [bodyTooLarge(2, 1), 413, 'invalid_request', {}],
  ])('%s of anything below it has a code too, and its headers stay', (thrown, status, error, headers) => {
    expect(oauthErrorAnswer(thrown)).toMatchObject({
      status,
      body: { error },
      headers: { ...headers, 'Cache-Control': 'no-store', Pragma: 'no-cache' },
    });
  });

  test('is described in the characters that RFC 6749 §5.2 allows', () => {
    const { body } = oauthErrorAnswer(notConfigured('A "b" \\ c – dü\n~!'));
    expect(body).toEqual({
      error: 'temporarily_unavailable',
      error_description: "The service is not configured. A 'b' ? c ? d??~!",
    });
  });
});
