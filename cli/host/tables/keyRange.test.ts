import { describe, expect, test } from 'vitest';
import { loadAzurite } from './azuriteModules.ts';
import { keyRangeOf } from './keyRange.ts';
import { bytesOfKey, keyOfBytes, successorOf } from './keys.ts';

const { parseFilter } = loadAzurite();
const range = (filter: string) => keyRangeOf(parseFilter(filter));
const all = { from: '', before: undefined };
const only = (key: string) => ({ from: key, before: successorOf(key) });

test('keys have the order of UTF-16 code units as bytes, beyond U+FFFF too', () => {
  const keys = ['', '!', 'a', 'a\0', 'aa', 'é', '힣', '😀', '\ud83d\ude00a', '\uf8ff', '～'];
  expect([...keys].sort()).toEqual(keys);
  const bytes = keys.map(bytesOfKey);
  expect([...bytes].sort((one, other) => one.compare(other))).toEqual(bytes);
  expect(bytes.map(keyOfBytes)).toEqual(keys);
});

describe('the range of a filter', () => {
  test.each([
    ["PartitionKey eq 'p'", only('p'), all],
    ["'p' eq PartitionKey", only('p'), all],
    ["PartitionKey eq 'p' and RowKey ge 'u:' and RowKey lt 'u;'", only('p'), { from: 'u:', before: 'u;' }],
    [
      "PartitionKey eq 'p' and ('u:' lt RowKey and 'v' ge RowKey)",
      only('p'),
      { from: 'u:\0', before: 'v\0' },
    ],
    ["PartitionKey eq 'p' and (RowKey eq 'a' or RowKey eq 'c')", only('p'), { from: 'a', before: 'c\0' }],
    ["PartitionKey eq 'p' and (RowKey eq 'a' or n eq 1)", only('p'), all],
    ["PartitionKey gt 'p' and n eq 1", { from: 'p\0', before: undefined }, all],
    ["not (PartitionKey eq 'p')", all, all],
    ["PartitionKey ne 'p'", all, all],
    ["text eq 'p'", all, all],
  ])('%s', (filter, partition, row) => {
    expect(range(filter)).toEqual({ partition, row });
  });
});
