import { describe, expect, test } from 'vitest';
import { ScimError } from '../scim/error.ts';
import { OAuthError, type OAuthErrorCode } from '../auth/oauthError.ts';
import { oauthErrorAnswer } from './oauthAnswer.ts';

describe('an error of the token endpoint', () => {
  test.each<[OAuthErrorCode, number, string | undefined]>([
    ['invalid_request', 400, undefined],
    ['invalid_client', 401, 'Basic realm="scim"'],
    ['unauthorized_client', 400, undefined],
    ['unsupported_grant_type', 400, undefined],
    ['invalid_scope', 400, undefined],
  ])('%s is %i', (code, status, challenge) => {
    const answer = oauthErrorAnswer(new OAuthError(code, 'Why.'));
    expect(answer).toMatchObject({
      status,
      mediaType: 'application/json',
      body: { error: code, error_description: 'Why.' },
    });
    expect(answer.headers?.['WWW-Authenticate']).toBe(challenge);
  });

  test.each([
    [429, 'temporarily_unavailable'],
    [503, 'temporarily_unavailable'],
    [500, 'server_error'],
    [413, 'invalid_request'],
  ])('%i of anything below it has a code too, and its headers stay', (status, error) => {
    const thrown = new ScimError(status, undefined, 'Why.', { headers: { 'Retry-After': '7' } });
    expect(oauthErrorAnswer(thrown)).toMatchObject({
      status,
      body: { error },
      headers: { 'Retry-After': '7', 'Cache-Control': 'no-store', Pragma: 'no-cache' },
    });
  });

  test('is described in the characters that RFC 6749 §5.2 allows', () => {
    const { body } = oauthErrorAnswer(new ScimError(503, undefined, 'A "b" \\ c – dü\n~!'));
    expect(body).toEqual({
      error: 'temporarily_unavailable',
      error_description: "A 'b' ? c ? d??~!",
    });
  });
});
