import { createRequire, Module } from 'node:module';

type Constructor = new (...args: readonly unknown[]) => unknown;

const require = createRequire(import.meta.url);
const root = 'azurite/dist/src';

/** The modules of Azurite that are used; Azurite has no type declarations. */
export interface AzuriteModules {
  readonly Server: Constructor;
  readonly Configuration: Constructor;
  readonly RequestListenerFactory: Constructor;
  readonly AccountDataStore: Constructor;
  readonly logger: unknown;
  readonly StorageError: Constructor;
  /** Parses a filter into a tree; throws if it is malformed. */
  readonly parseFilter: (filter: string) => unknown;
  readonly matches: (row: unknown, filter: unknown) => boolean;
}

/** Loads Azurite's table service without its own store. */
export function loadAzurite(): AzuriteModules {
  withoutTelemetry();
  const parse = functionIn('table/persistence/QueryInterpreter/QueryParser', 'default');
  const validate = functionIn('table/persistence/QueryInterpreter/QueryValidator', 'validateQueryTree');
  const execute = functionIn('table/persistence/QueryInterpreter/QueryInterpreter', 'default');
  return {
    Server: constructorIn('common/ServerBase'),
    Configuration: constructorIn('table/TableConfiguration'),
    RequestListenerFactory: constructorIn('table/TableRequestListenerFactory'),
    AccountDataStore: constructorIn('common/AccountDataStore'),
    logger: memberOf('common/Logger', 'default'),
    StorageError: constructorIn('table/errors/StorageError'),
    parseFilter(filter) {
      const tree: unknown = parse(filter);
      validate(tree);
      return tree;
    },
    matches: (row, filter) => execute(row, filter) === true,
  };
}

/**
 * Azurite loads `applicationinsights` to report its use, whatever its settings. An empty module replaces it: nothing
 * is sent, and loading takes a quarter of the time.
 */
function withoutTelemetry(): void {
  const id = createRequire(require.resolve('azurite/package.json')).resolve('applicationinsights');
  const empty = new Module(id);
  empty.loaded = true;
  require.cache[id] = empty;
}

function memberOf(path: string, name: string): unknown {
  const module: unknown = require(`${root}/${path}`);
  if (typeof module === 'object' && module !== null && name in module)
    return Object.getOwnPropertyDescriptor(module, name)?.value;
  throw new Error(`this version of Azurite has no ${name} in ${path}.`);
}

function functionIn(path: string, name: string): (...args: readonly unknown[]) => unknown {
  const found = memberOf(path, name);
  if (isFunction(found)) return found;
  throw new Error(`this version of Azurite has no function ${name} in ${path}.`);
}

function constructorIn(path: string): Constructor {
  const found = memberOf(path, 'default');
  if (isConstructor(found)) return found;
  throw new Error(`this version of Azurite has no class in ${path}.`);
}

function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === 'function';
}

function isConstructor(value: unknown): value is Constructor {
  return typeof value === 'function';
}
