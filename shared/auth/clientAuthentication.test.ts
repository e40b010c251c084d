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
