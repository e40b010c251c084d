import { describe, expect, test } from 'vitest';
import { Bookmarks } from './bookmarks.ts';

describe('bookmarks', () => {
  test('the nearest place that is not behind the one that is looked for', () => {
    const marks = new Bookmarks().of('a', '1');
    for (const index of [100, 300, 200]) marks.put({ index, key: `i:${index}` });
    expect(marks.nearest(99)).toBeUndefined();
    expect(marks.nearest(100)).toEqual({ index: 100, key: 'i:100' });
    expect(marks.nearest(299)).toEqual({ index: 200, key: 'i:200' });
    expect(marks.nearest(1_000_000)).toEqual({ index: 300, key: 'i:300' });
  });

  test('are those of a tenant and of the state of its users, and of no other', () => {
    const bookmarks = new Bookmarks();
    for (const tenant of ['a', 'b']) bookmarks.of(tenant, '1').put({ index: 1, key: 'i:1' });
    expect(bookmarks.of('a', '1').nearest(1)).toBeDefined();
    expect(bookmarks.of('a', '2').nearest(1)).toBeUndefined();
    expect(bookmarks.of('b', '1').nearest(1)).toBeDefined();
    expect(bookmarks.of('c', '1').nearest(1)).toBeUndefined();
  });

  test('of a page that was read while the users changed are not taken for the new ones', () => {
    const bookmarks = new Bookmarks();
    const before = bookmarks.of('a', '1');
    bookmarks.of('a', '2');
    before.put({ index: 1, key: 'i:1' });
    expect(bookmarks.of('a', '2').nearest(1)).toBeUndefined();
  });

  test('are bounded: the oldest place of a tenant goes, and the tenant that was used longest ago', () => {
    const bookmarks = new Bookmarks();
    const marks = bookmarks.of('a', '1');
    for (let index = 1; index <= 1_001; index += 1) marks.put({ index, key: `i:${index}` });
    expect(marks.nearest(1)).toBeUndefined();
    expect(marks.nearest(2)).toEqual({ index: 2, key: 'i:2' });
    for (let i = 0; i < 1_000; i += 1) bookmarks.of(`t${i}`, '1').put({ index: 1, key: 'i:1' });
    expect(bookmarks.of('a', '1').nearest(2)).toBeUndefined();
    expect(bookmarks.of('t999', '1').nearest(1)).toBeDefined();
  });
});
