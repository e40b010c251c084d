// Operations of a PATCH, as the RFC writes them.

export const add = <Value>(path: string, value: Value) => ({ op: 'add', path, value });
export const replace = <Value>(path: string, value: Value) => ({ op: 'replace', path, value });

export function remove(path: string): { op: string; path: string };
export function remove<Value>(path: string, value: Value): { op: string; path: string; value: Value };
export function remove(path: string, ...value: unknown[]): object {
  return value.length === 0 ? { op: 'remove', path } : { op: 'remove', path, value: value[0] };
}
