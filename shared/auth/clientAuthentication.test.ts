import { describe, expect, test } from 'vitest';
import { readClientAuthentication } from './clientAuthentication.ts';
import { basic } from '../../test/support/oauth.ts';

/** As the algorithm of RFC 6749 appendix B has it. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

describe('a Basic header', () => {
  test.each(['plain', 'a b', 'a+b', 'a:b', 'a%b', 'ü€😀', '&=?#', '"\\', ''])('with %j', (text) => {
    const { authorization } = basic(formEncoded(`id${text}`), formEncoded(`secret${text}`));
    expect(readClientAuthentication(new Map(), authorization)).toEqual({
      kind: 'secret',
      clientId: `id${text}`,
      secret: `secret${text}`,
    });
  });

  test.each([
    'Basic',
    'Basic ',
    'Basic ====',
    'Basic a b',
    'Basic ?',
    `Basic ${Buffer.from('no colon').toString('base64')}`,
    'Digest username="x"',
    basic('%', 'x').authorization,
    basic('x', '%e4').authorization,
  ])('that is none: %j', (authorization) => {
    expect(readClientAuthentication(new Map(), authorization)).toBeUndefined();
  });
});

/** Every character as an escape, as far as a client may go in encoding (RFC 6749 §2.3.1). */
const escaped = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const { authorization } = basic('id', 'secret');
const type = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
const bySecret = { kind: 'secret', clientId: 'id', secret: 'secret' };
const byAssertion = { kind: 'assertion', clientId: undefined, assertion: 'x' };
const presented = (form: Readonly<Record<string, string>>, header: string | null) =>
  readClientAuthentication(new Map(Object.entries(form)), header);

test.each<[string, Record<string, string>, string | null, object | undefined]>([
  ['a header', {}, authorization, bySecret],
  ['a header, encoded throughout', {}, basic(escaped('id'), escaped('secret')).authorization, bySecret],
  ['a header, its scheme in another case', {}, authorization.replace('Basic', 'BASIC '), bySecret],
  ['a header, and the same id in the body', { client_id: 'id' }, authorization, bySecret],
  ['id and secret', { client_id: 'id', client_secret: 'secret' }, '', bySecret],
  ['an assertion', { ...type, client_assertion: 'x' }, null, byAssertion],
  [
    'an assertion, and an id',
    { ...type, client_assertion: 'x', client_id: 'id' },
    null,
    { ...byAssertion, clientId: 'id' },
  ],
  [
    'an assertion of another type',
    { client_assertion: 'x', client_assertion_type: 'urn:x' },
    null,
    undefined,
  ],
  ['an id alone', { client_id: 'id' }, null, undefined],
  ['nothing', {}, null, undefined],
])('a client may say who it is by %s', (_, form, header, expected) => {
  expect(presented(form, header)).toEqual(expected);
});

test.each<[string, Record<string, string>, string | null]>([
  ['a secret without a client', { client_secret: 'secret' }, null],
  ['a secret in header and body', { client_id: 'id', client_secret: 'secret' }, authorization],
  [
    'an assertion besides a secret',
    { client_id: 'id', client_secret: 's', ...type, client_assertion: 'x' },
    null,
  ],
  ['an assertion besides a header', { ...type, client_assertion: 'x' }, authorization],
  ['an assertion without a type', { client_assertion: 'x' }, null],
  ['a type without an assertion', type, null],
  ['another id than in the header', { client_id: 'other' }, authorization],
])('%s is invalid_request', (_, form, header) => {
  expect(() => presented(form, header)).toThrow(
    expect.objectContaining({ status: 400, oauthError: 'invalid_request' }),
  );
});
