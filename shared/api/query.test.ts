import type { HttpRequest } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { Query, queryOf } from './query.ts';
import { thrownBy } from '../../test/support/errors.ts';

const query = (text: string): Query => new Query(new URLSearchParams(text));

describe('a query', () => {
  test.each(['filter', 'Filter', 'FILTER', 'fiLTER'])('finds filter under the name %s', (name) => {
    expect(query(`${name}=x`).one('filter')).toBe('x');
    expect(query(`${name}=x`).list('filter')).toBe('x');
    expect(query(`${name}=x`).has('filter')).toBe(true);
  });

  test('tells what is empty from what is absent', () => {
    expect(query('cursor').one('cursor')).toBe('');
    expect([query('').one('cursor'), query('').list('cursor'), query('').has('cursor')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });

  test('refuses a value that is sent twice, in whatever case, and names its parameter', () => {
    for (const text of ['filter=a&filter=b', 'filter=a&FILTER=b', 'Filter=a&filter=a']) {
      const { status, scimType, message } = thrownBy(() => query(text).one('filter'));
      expect([status, scimType]).toEqual([400, 'invalidValue']);
      expect(message).toBe('The query has the parameter filter 2 times; send it once.');
    }
  });

  test('takes a list that is sent twice for one longer list', () => {
    expect(query('attributes=a,b&Attributes=c').list('attributes')).toBe('a,b,c');
  });

  test('is read from the URL: of parameters in different case the host keeps one', () => {
    const request = {
      url: 'https://scim.example.net/scim/demo/Users?filter=a&Filter=b',
      query: new URLSearchParams('Filter=b'),
    };
    expect(() => queryOf(request as unknown as HttpRequest).one('filter')).toThrow('2 times');
  });
});
