/** The part of JMESPath that the scripts use: `a.b`, `"a-b"`, `[]`, `[?a=='x']` and `[one, other]`. */
export function query(value: unknown, expression: string): unknown {
  const text = expression.trim();
  if (text === '') return value;
  const filter = /^\[\?(.+?)\](.*)$/.exec(text);
  if (filter !== null) {
    const [, conditions = '', rest = ''] = filter;
    const items = Array.isArray(value) ? value : [];
    const kept = items.filter((item: unknown) => conditions.split(' && ').every((one) => holds(item, one)));
    return kept.map((item: unknown) => query(item, rest.replace(/^\./, '')));
  }
  if (text.startsWith('[]')) {
    const items: unknown[] = Array.isArray(value) ? value : [];
    return items.map((item) => query(item, text.slice(2).replace(/^\./, '')));
  }
  if (text.startsWith('[')) {
    return text
      .slice(1, -1)
      .split(',')
      .map((part) => query(value, part));
  }
  const member = /^(?:"([^"]+)"|(\w+))\.?(.*)$/.exec(text);
  if (member === null) throw new Error(`The stand-in does not know the query ${text}.`);
  const [, quoted, plain = '', rest = ''] = member;
  const name = quoted ?? plain;
  const found =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return query(found, rest);
}

/** `a."b"=='x'`, `a!='x'`, `a!=null` */
function holds(item: unknown, condition: string): boolean {
  const [, path = '', operator, literal, text] = /^([\w."-]+)(==|!=)(null|'([^']*)')$/.exec(condition) ?? [];
  if (literal === undefined) throw new Error(`The stand-in does not know the condition ${condition}.`);
  return ((query(item, path) ?? null) === (text ?? null)) === (operator === '==');
}

/** As `--output tsv` prints it: a line for each element, tabs in between; nothing at all for null. */
export function asTsv(value: unknown): string {
  if (value === null || value === undefined) return '';
  const cell = (one: unknown) => {
    if (typeof one === 'string') return one;
    // As Python has them.
    return one === null || one === undefined ? 'None' : one === true ? 'True' : JSON.stringify(one);
  };
  const rows: unknown[] = Array.isArray(value) ? value : [value];
  return rows.map((row) => `${Array.isArray(row) ? row.map(cell).join('\t') : cell(row)}\n`).join('');
}
