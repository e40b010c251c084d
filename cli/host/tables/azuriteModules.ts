import accountDataStore from 'azurite/dist/src/common/AccountDataStore.js';
import logger from 'azurite/dist/src/common/Logger.js';
import serverBase from 'azurite/dist/src/common/ServerBase.js';
import storageError from 'azurite/dist/src/table/errors/StorageError.js';
import interpreter from 'azurite/dist/src/table/persistence/QueryInterpreter/QueryInterpreter.js';
import parser from 'azurite/dist/src/table/persistence/QueryInterpreter/QueryParser.js';
import validator from 'azurite/dist/src/table/persistence/QueryInterpreter/QueryValidator.js';
import configuration from 'azurite/dist/src/table/TableConfiguration.js';
import requestListenerFactory from 'azurite/dist/src/table/TableRequestListenerFactory.js';

type Constructor = new (...args: readonly unknown[]) => unknown;

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

/** Azurite's table service without its own store. */
export function loadAzurite(): AzuriteModules {
  const parse = functionIn(parser, 'default');
  const validate = functionIn(validator, 'validateQueryTree');
  const execute = functionIn(interpreter, 'default');
  return {
    Server: constructorIn(serverBase),
    Configuration: constructorIn(configuration),
    RequestListenerFactory: constructorIn(requestListenerFactory),
    AccountDataStore: constructorIn(accountDataStore),
    logger: memberOf(logger, 'default'),
    StorageError: constructorIn(storageError),
    parseFilter(filter) {
      const tree: unknown = parse(filter);
      validate(tree);
      return tree;
    },
    matches: (row, filter) => execute(row, filter) === true,
  };
}

/** Node gives the whole of a CommonJS module as its default, and vitest the default in it. */
function memberOf(module: unknown, name: string): unknown {
  if (module !== null && (typeof module === 'object' || typeof module === 'function') && name in module)
    return Object.getOwnPropertyDescriptor(module, name)?.value;
  if (name === 'default') return module;
  throw new Error(`this version of Azurite has no ${name} where it is expected.`);
}

function functionIn(module: unknown, name: string): (...args: readonly unknown[]) => unknown {
  const found = memberOf(module, name);
  if (isFunction(found)) return found;
  throw new Error(`this version of Azurite has no function ${name} where it is expected.`);
}

function constructorIn(module: unknown): Constructor {
  const found = memberOf(module, 'default');
  if (isConstructor(found)) return found;
  throw new Error('this version of Azurite has no class where it is expected.');
}

function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === 'function';
}

function isConstructor(value: unknown): value is Constructor {
  return typeof value === 'function';
}
