import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import type { Runtime } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { isObject, parseJson } from '../../shared/scim/json.ts';

/** The place of a function in the source. */
export interface Place {
  /** A folder of the project, a package, or a part of the platform. */
  readonly room: string;
  readonly owner: Owner;
  /** File and line; empty if there is none. */
  readonly file: string;
}

/** Whose code it is. */
type Owner = 'the service' | 'libraries' | 'Node' | 'garbage collection' | 'the bench' | 'idle';

const platform: ReadonlyMap<string, Owner> = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(idle)', 'idle'],
]);

/** Finds the places of functions, those of a bundle through its source map. */
export function placesOf(bundle: string): (frame: Runtime.CallFrame) => Place {
  const map = readMap(`${bundle}.map`);
  return ({ url, functionName, lineNumber, columnNumber }) => {
    const path = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (path === bundle) {
      const entry = map.findEntry(lineNumber, columnNumber);
      if (!('originalSource' in entry)) return { room: '(bundle)', owner: 'the service', file: '' };
      return inSource(entry.originalSource, entry.originalLine + 1);
    }
    if (path === '' || path.startsWith('node:')) {
      const owner = platform.get(functionName) ?? 'Node';
      return { room: `(${owner})`, owner, file: path };
    }
    return inSource(path, lineNumber + 1);
  };
}

function inSource(path: string, line: number): Place {
  const [, inPackage] = /.*node_modules\/(.*)$/.exec(path) ?? [];
  if (inPackage !== undefined) {
    const names = inPackage.split('/').slice(0, inPackage.startsWith('@') ? 2 : 1);
    return { room: names.join('/'), owner: 'libraries', file: `${shortened(inPackage)}:${line}` };
  }
  const [file = path] = /(?:shared|functions|generated|cli|bench|test)\/.*$/.exec(path) ?? [];
  const room = file.split('/').slice(0, -1).join('/');
  const ofBench = /^(?:bench|test|cli)\b/.test(room);
  return { room, owner: ofBench ? 'the bench' : 'the service', file: `${file}:${line}` };
}

/** The end of a long path, which tells more than its beginning. */
function shortened(path: string): string {
  return path.split('/').slice(-3).join('/');
}

function readMap(file: string): SourceMap {
  const map = parseJson(readFileSync(file, 'utf8'));
  if (!isObject(map)) throw new Error(`${file} is no source map. Build first.`);
  const { version, sources, names, mappings } = map;
  return new SourceMap({
    file,
    version: Number(version),
    sources: strings(sources),
    sourcesContent: [],
    names: strings(names),
    mappings: typeof mappings === 'string' ? mappings : '',
    sourceRoot: '',
  });
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
