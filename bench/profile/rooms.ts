import { readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isArray, isObject, parseJson, textOf, type JsonValue } from '../../shared/scim/json.ts';

/** Whose code a function is. */
type Owner = 'the service' | 'libraries' | 'Node' | 'garbage collection' | 'the bench' | 'idle';

/** A folder of the project, or a package. */
export interface Room {
  readonly owner: Owner;
  readonly name: string;
}

/** Finds the rooms of functions, those of bundles in `folder` through their source maps. */
export function roomsOf(folder: string): (node: Profiler.ProfileNode) => Room {
  const maps = new Map<string, SourceMap>();
  const mapOf = (bundle: string): SourceMap => {
    const map = maps.get(bundle) ?? readMap(`${bundle}.map`);
    maps.set(bundle, map);
    return map;
  };
  return ({ callFrame: { url, functionName, lineNumber, columnNumber } }) => {
    const path = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (functionName === '(garbage collector)') return { owner: 'garbage collection', name: '' };
    if (functionName === '(idle)') return { owner: 'idle', name: '' };
    if (path === '' || path.startsWith('node:')) return { owner: 'Node', name: '' };
    const isBundle = path.startsWith(folder) && path.endsWith('.cjs');
    const entry = isBundle ? mapOf(path).findEntry(lineNumber, columnNumber) : undefined;
    return inSource(entry !== undefined && 'originalSource' in entry ? String(entry.originalSource) : path);
  };
}

function inSource(path: string): Room {
  const inPackage = /node_modules\/(?!.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (inPackage !== undefined) return { owner: 'libraries', name: inPackage };
  const name = /(?:shared|functions|generated|cli|bench|test|dist)\/(?:.*(?=\/))?/.exec(path)?.[0] ?? path;
  return { owner: /^(?:bench|test|cli)\b/.test(name) ? 'the bench' : 'the service', name };
}

function readMap(file: string): SourceMap {
  const map = parseJson(readFileSync(file, 'utf8'));
  if (!isObject(map)) throw new Error(`${file} is no source map. Build first.`);
  const { sources, names, mappings } = map;
  const texts = (value: JsonValue | undefined) => (isArray(value) ? value.map(textOf) : []);
  return new SourceMap({
    ...{ file, version: 3, sources: texts(sources), names: texts(names), mappings: textOf(mappings) },
    ...{ sourcesContent: [], sourceRoot: '' },
  });
}

/** The rooms of the samples in which something ran. Node's own functions count for their callers. */
export function busyRooms(
  { nodes, samples = [] }: Profiler.Profile,
  roomOf: (node: Profiler.ProfileNode) => Room,
): readonly Room[] {
  const callers = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node])));
  const counted = (node: Profiler.ProfileNode): Room => {
    const room = roomOf(node);
    const caller = room.owner === 'Node' ? callers.get(node.id) : undefined;
    const before = caller === undefined ? room : counted(caller);
    return before.owner === 'Node' ? room : before;
  };
  const rooms = new Map(nodes.map((node) => [node.id, counted(node)]));
  return samples.flatMap((id) => rooms.get(id) ?? []).filter(({ owner }) => owner !== 'idle');
}
