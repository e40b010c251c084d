import type { Row } from '../../shared/store/writeRows.ts';

/**
 * Bytes that a row takes in Table Storage, by Microsoft's rule ("How the size of an entity is calculated in Windows
 * Azure Table storage"): text is stored in two bytes a character.
 */
export function entitySize(partitionKey: string, rowKey: string, row: Row): number {
  const properties = Object.entries(row).map(([name, value]) => 8 + 2 * name.length + sizeOf(value));
  return properties.reduce((total, size) => total + size, 4 + 2 * (partitionKey.length + rowKey.length));
}

function sizeOf(value: Row[string]): number {
  if (typeof value === 'string') return 4 + 2 * value.length;
  if (typeof value === 'number') return 4;
  return typeof value === 'boolean' ? 1 : 8;
}
