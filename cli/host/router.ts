import { parseTemplate, type TemplatePart } from './template.ts';

/** The part of a function that the router needs. */
export interface Routed {
  name: string;
  methods: readonly string[];
  /** Without the prefix. */
  route: string;
}

/** A function that answers a request, and the parameters of its route. */
interface RouteMatch<T> {
  target: T;
  params: Record<string, string>;
}

/** Finds the function for a request; undefined means 404, for a wrong method as for an unknown path. */
export type Router<T> = (method: string, path: readonly string[]) => RouteMatch<T> | undefined;

/** Sorts by name like .NET's OrdinalIgnoreCase: by code point in upper case, so `_` comes after the letters. */
export function inRoutingOrder<T extends { name: string }>(functions: readonly T[]): T[] {
  return functions.toSorted((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
}

/**
 * Routes like the Functions host: in the order of the functions' names, the first whose template **and** method fit.
 * A literal has no precedence over a parameter.
 */
export function createRouter<T extends Routed>(functions: readonly T[], prefix: string): Router<T> {
  const routes = inRoutingOrder(functions).map((target) => {
    const reserved = ['admin', 'runtime'].find((word) => target.route.toLowerCase().startsWith(word));
    if (reserved !== undefined) {
      throw new Error(`The route "${target.route}" of ${target.name} must not begin with "${reserved}".`);
    }
    return {
      target,
      methods: new Set(target.methods.map((method) => method.toUpperCase())),
      template: parseTemplate(`${prefix}/${target.route}`),
    };
  });

  return (method, path) => {
    // A path that begins with two slashes does not even match a catch-all.
    if (path.length > 1 && path[0] === '') return undefined;
    const segments = path.at(-1) === '' ? path.slice(0, -1) : path;
    const folded = segments.map((segment) => segment.toLowerCase());
    const route = routes.find(
      ({ methods, template }) => methods.has(method) && fits(template, segments, folded),
    );
    return route && { target: route.target, params: parameters(route.template, path, segments) };
  };
}

/** Whether a template fits. It allocates nothing: most templates are compared with most requests. */
function fits(
  template: readonly TemplatePart[],
  segments: readonly string[],
  folded: readonly string[],
): boolean {
  let index = 0;
  for (const part of template) {
    if (part.kind === 'rest') return true;
    const segment = segments[index];
    if (segment === undefined) return false;
    if (part.kind === 'literal' ? part.text !== folded[index] : segment === '') return false;
    index += 1;
  }
  return segments.length <= template.length;
}

/** The parameters of a template that fits. */
function parameters(
  template: readonly TemplatePart[],
  path: readonly string[],
  segments: readonly string[],
): Record<string, string> {
  const named = template.map((part, index): [string, string] => {
    if (part.kind === 'literal') return ['', ''];
    // A catch-all takes the rest unchanged: with empty segments, a trailing slash, or nothing.
    return [part.name, part.kind === 'rest' ? path.slice(index).join('/') : (segments[index] ?? '')];
  });
  return Object.fromEntries(named.filter(([, value]) => value !== ''));
}

/**
 * A path's segments, decoded once: `%2F` stays `%2F` (it is no separator), `+` stays a plus, and a broken escape
 * stays unchanged. Dot segments are resolved after decoding. A trailing slash gives an empty last segment.
 *
 * @returns undefined if the path is malformed (400)
 */
export function readPath(path: string): string[] | undefined {
  const resolved: string[] = [];
  for (const raw of path.split('/').slice(1)) {
    const segment = raw.includes('%') ? raw.replaceAll(escapes, decodeEscapes) : raw;
    if (segment.includes('\0')) return undefined;
    if (segment === '..') resolved.pop();
    else if (segment !== '.') resolved.push(segment);
  }
  return resolved;
}

const escapes = /(?:%[\da-f]{2})+/gi;

/** Decodes a run of escapes; `%2F` and invalid UTF-8 stay unchanged. */
function decodeEscapes(run: string): string {
  let decoded = '';
  for (let at = 0; at < run.length;) {
    const escape = run.slice(at, at + 3);
    const character = escape.toUpperCase() === '%2F' ? undefined : characterAt(run, at);
    decoded += character === undefined ? escape : decodeURIComponent(character);
    at += (character ?? escape).length;
  }
  return decoded;
}

/** The escapes of the character that begins at `at`: one to four bytes. */
function characterAt(run: string, at: number): string | undefined {
  return [1, 2, 3, 4].map((bytes) => run.slice(at, at + 3 * bytes)).find(isUtf8);
}

function isUtf8(escaped: string): boolean {
  try {
    decodeURIComponent(escaped);
    return true;
  } catch {
    return false;
  }
}
