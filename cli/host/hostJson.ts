import { readFile } from 'node:fs/promises';

/** The prefix of every route: `extensions.http.routePrefix` of a `host.json`, by default `api`. */
export async function readRoutePrefix(file: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
  const prefix = property(property(property(parsed, 'extensions'), 'http'), 'routePrefix');
  return (typeof prefix === 'string' ? prefix : 'api').replace(/^\/+|\/+$/g, '');
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
