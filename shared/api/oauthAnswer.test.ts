import { describe, expect, test } from 'vitest';
import type { ScimError } from '../scim/error.ts';
import { oauthErrorAnswer } from './oauthAnswer.ts';
import * as tokenErrors from '../scim/errors/token.ts';
import { bodyTooLarge } from '../scim/errors/request.ts';
import { notConfigured, serviceFailed, storageUnavailable } from '../scim/errors/service.ts';
import { tenantThrottled } from '../scim/errors/access.ts';

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
