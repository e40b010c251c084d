import { describe, expect, test } from 'vitest';
import { createRouter, inRoutingOrder, readPath } from './router.ts';

const fn = (name: string, route: string, methods = ['GET']) => ({ name, route, methods });

/** Name and parameters of the function that answers, or undefined for a 404. */
function route(functions: ReturnType<typeof fn>[], path: string, method = 'GET', prefix = 'api') {
  const segments = readPath(path);
  if (segments === undefined) throw new Error('malformed');
  const match = createRouter(functions, prefix)(method, segments);
  return match && { name: match.target.name, ...match.params };
}

describe('one template', () => {
  test.each<[template: string, path: string, params: Record<string, string> | undefined]>([
    ['Users', '/api/Users', {}],
    ['Users', '/API/uSERS', {}],
    ['Users', '/api/Users/', {}],
    ['Users', '/api/Users//', undefined],
    ['Users', '/api//Users', undefined],
    ['Users', '//api/Users', undefined],
    ['Users', '/Users', undefined],
    ['Users', '/api/Users/1', undefined],
    ['Users', '/api/%55sers', {}],
    ['Users', '/api/x/../Users', {}],
    ['Users/{id}', '/api/Users/Ab', { id: 'Ab' }],
    ['Users/{id}', '/api/Users', undefined],
    ['Users/{id}', '/api/Users/', undefined],
    ['Users/{id}', '/api/Users//', undefined],
    ['Users/{id}', '/api/Users/a%40b%3A%20c', { id: 'a@b: c' }],
    ['Users/{id}', '/api/Users/%C3%BC', { id: 'ü' }],
    ['Users/{id}', '/api/Users/a+b', { id: 'a+b' }],
    ['Users/{id}', '/api/Users/a%2Fb', { id: 'a%2Fb' }],
    ['Users/{id}', '/api/Users/a%2fb%252F', { id: 'a%2fb%2F' }],
    ['Users/{id}', '/api/Users/%2F%41', { id: '%2FA' }],
    ['Users/{id}', '/api/Users/%', { id: '%' }],
    ['Users/{id}', '/api/Users/100%zz', { id: '100%zz' }],
    ['Users/{id}', '/api/Users/%2%41', { id: '%2A' }],
    ['Users/{id}', '/api/Users/%C3%28', { id: '%C3(' }],
    ['Users/{id}', '/api/Users/%F0%9F%98%80%FF', { id: '😀%FF' }],
    ['Users/{id}', '/api/Users/__proto__', { id: '__proto__' }],
    ['{*path}', '/api/a/b/', { path: 'a/b/' }],
    ['{*path}', '/api/a//b', { path: 'a//b' }],
    ['{*path}', '/api', {}],
    ['{*path}', '/other', undefined],
    ['{**path}', '/api/a', { path: 'a' }],
  ])('%s and %s', (template, path, params) => {
    expect(route([fn('one', template)], path)).toEqual(params && { name: 'one', ...params });
  });
});

test('the name decides, not the literal, whatever its case and the order of registration', () => {
  const functions = [fn('b', 'x/literal'), fn('A', 'x/{id}'), fn('zz', '{*path}')];
  expect(route(functions, '/api/x/literal')).toEqual({ name: 'A', id: 'literal' });
  expect(route(functions, '/api/y')).toEqual({ name: 'zz', path: 'y' });
});

test('an underscore sorts after the letters', () => {
  expect(inRoutingOrder([fn('a_', ''), fn('ab', ''), fn('a1', '')]).map(({ name }) => name)).toEqual([
    'a1',
    'ab',
    'a_',
  ]);
});

test('a wrong method reaches the next function that fits, or none', () => {
  const functions = [fn('a', 'x', ['get']), fn('b', '{id}', ['DELETE'])];
  expect(route(functions, '/api/x', 'GET')).toEqual({ name: 'a' });
  expect(route(functions, '/api/x', 'DELETE')).toEqual({ name: 'b', id: 'x' });
  expect(route(functions, '/api/x', 'HEAD')).toBeUndefined();
});

test.each(['//', '//x', '//x/', '///x'])("%s is nobody's, in spite of a catch-all", (path) => {
  expect(route([fn('a', 'x'), fn('zz', '{*path}')], path, 'GET', '')).toBeUndefined();
});

test('the prefix may be empty or have several segments', () => {
  expect(route([fn('a', '{*path}')], '/', 'GET', '')).toEqual({ name: 'a' });
  expect(route([fn('a', 'x')], '/x', 'GET', '')).toEqual({ name: 'a' });
  expect(route([fn('a', 'x')], '/v2/scim/x', 'GET', 'v2/scim')).toEqual({ name: 'a' });
});

test('a NUL in the path is malformed', () => {
  expect(readPath('/a%00')).toBeUndefined();
});

test.each([
  ['a/{id', /does not know the segment "\{id"/],
  ['a{id}', /does not know the segment/],
  ['{a}-{b}', /does not know the segment/],
  ['{id:int}', /does not know the parameter "\{id:int\}"/],
  ['{id?}', /does not know the parameter "\{id\?\}"/],
  ['{*path}/a', /nothing may follow/],
  ['{id}/{ID}', /names a parameter twice/],
  ['administration', /must not begin with "admin"/],
  ['Runtime/x', /must not begin with "runtime"/],
])('the route %s stops the start', (template, message) => {
  expect(() => createRouter([fn('a', template)], '')).toThrow(message);
});
