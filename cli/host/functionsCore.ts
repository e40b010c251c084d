import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HostLog,
  ProgrammingModel,
  RpcBindingInfo,
} from './rpc.ts';

/** The one hook that the local host runs: the app's last chance before the process ends. */
const appTerminate = 'appTerminate';

/** A function of the app, with its trigger. */
export interface RegisteredFunction {
  metadata: FunctionMetadata;
  triggerName: string;
  trigger: RpcBindingInfo;
  callback: FunctionCallback;
}

/** The module that `require('@azure/functions-core')` returns: the API between the worker and the library. */
export interface CoreApi {
  setProgrammingModel(model: ProgrammingModel): void;
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): void;
  registerHook(name: string, callback: HookCallback): { dispose(): void };
  log: HostLog;
}

/** A replacement of the worker: the module for the app, and what the app registered through it. */
export interface FunctionsCore {
  api: CoreApi;
  functions(): RegisteredFunction[];
  model(): ProgrammingModel;
  /** Runs the hooks that the app registered for its end. */
  terminate(): Promise<void>;
  log: HostLog;
}

const functionName = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;

/**
 * Creates a replacement of the worker. Every loaded app gets its own, so that two hosts in one process share nothing.
 */
export function createFunctionsCore(log: HostLog): FunctionsCore {
  let programmingModel: ProgrammingModel | undefined;
  const functions = new Map<string, RegisteredFunction>();
  const hooks: HookCallback[] = [];

  const api: CoreApi = {
    setProgrammingModel(model) {
      programmingModel = model;
    },
    registerFunction(metadata, callback) {
      const { name } = metadata;
      // Azure would refuse the name on deployment; refusing it here shows the mistake earlier.
      if (!functionName.test(name)) throw new Error(`"${name}" is no valid function name.`);
      const key = name.toUpperCase();
      if (functions.has(key)) throw new Error(`Two functions are named "${name}".`);
      const found = Object.entries(metadata.bindings).find(([, binding]) => isTrigger(binding));
      if (found === undefined) throw new Error(`Function "${name}" has no trigger.`);
      functions.set(key, { metadata, triggerName: found[0], trigger: found[1], callback });
    },
    registerHook(name, callback) {
      if (name !== appTerminate) throw new RangeError(`The local host knows no hook "${name}".`);
      hooks.push(callback);
      return {
        dispose() {
          const index = hooks.indexOf(callback);
          if (index >= 0) hooks.splice(index, 1);
        },
      };
    },
    log,
  };

  return {
    api,
    log,
    functions: () => [...functions.values()],
    model() {
      if (programmingModel === undefined) throw new Error('The bundle registers no functions.');
      return programmingModel;
    },
    async terminate() {
      for (const hook of hooks) await hook({ hookData: {} });
    },
  };
}

function isTrigger(binding: RpcBindingInfo): boolean {
  return binding.type?.toLowerCase().endsWith('trigger') ?? false;
}
