import { expect, test } from 'vitest';
import { BoundedMap, compiledTexts } from './bounds.ts';

test('of more entries than it may have, what was set longest ago is forgotten', () => {
  const map = new BoundedMap<string, number>(2);
  for (const [i, key] of ['a', 'b', 'a', 'c'].entries()) map.set(key, i);
  expect([...map.keys()]).toEqual(['a', 'c']);
  expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([2, undefined, 3, 2]);
});

test('what entries take is counted, also when they are replaced and deleted', () => {
  const map = new BoundedMap<string, string>(10, (value, key) => value.length + key.length);
  map.set('a', '1234');
  map.set('b', '123');
  expect(map.size).toBe(9);
  map.set('a', '12345');
  expect([...map.keys()]).toEqual(['b', 'a']);
  expect(map.size).toBe(10);
  map.set('c', '1');
  expect([...map.keys()]).toEqual(['a', 'c']);
  map.delete('a');
  map.delete('a');
  expect(map.size).toBe(2);
});

test('what is larger than all of it is not kept, and takes nobody else away', () => {
  const map = new BoundedMap<string, string>(5, (value) => value.length);
  map.set('a', '123');
  map.set('b', '123456');
  expect([...map.keys()]).toEqual(['a']);
  map.set('a', '123456');
  expect(map.size).toBe(0);
});

test('what was compiled of a text is compiled once for each type, and a long text that would not fit is not kept', () => {
  const cacheOf = compiledTexts<string>(1_000);
  const [user, group] = [{}, {}];
  const made: string[] = [];
  const compile = (type: object, text: string) =>
    cacheOf(type).getOrMake(text, () => {
      made.push(text);
      return text.toUpperCase();
    });
  expect([compile(user, 'a'), compile(user, 'a'), compile(group, 'a')]).toEqual(['A', 'A', 'A']);
  expect(made).toEqual(['a', 'a']);
  for (let i = 0; i < 2; i += 1) compile(user, 'eleven char');
  expect(made).toEqual(['a', 'a', 'eleven char', 'eleven char']);
});
