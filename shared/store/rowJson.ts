/** A row without its keys. */
export type Row = Readonly<Record<string, string | number | boolean | Date>>;

/** Text of at least this length is worth remembering how it was written. */
const long = 500;

/** Writes the rows of one partition as JSON. The document, which the copies of a user share, is written once. */
export function rowWriter(partitionKey: string): (rowKey: string, row: Row) => string {
  const known = new Map<string, string>();
  const text = (value: string): string => {
    if (value.length < long) return quoted(value);
    const written = known.get(value) ?? quoted(value);
    known.set(value, written);
    return written;
  };
  const property = ([name, value]: readonly [string, Row[string]]): string => {
    if (typeof value === 'string') return `"${name}":${text(value)}`;
    if (!(value instanceof Date)) return `"${name}":${value}`;
    return `"${name}":"${value.toISOString()}","${name}@odata.type":"Edm.DateTime"`;
  };
  return (rowKey, row) => {
    const keys = [`"PartitionKey":${quoted(partitionKey)}`, `"RowKey":${quoted(rowKey)}`];
    return `{${[...keys, ...Object.entries(row).map(property)].join(',')}}`;
  };
}

/**
 * A JSON string. U+2028 and U+2029 are written as escapes, which mean the same: Azurite reads a transaction line by line
 * and takes them for line ends.
 */
function quoted(text: string): string {
  const written = JSON.stringify(text);
  if (!/[\u2028\u2029]/.test(written)) return written;
  return written.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
