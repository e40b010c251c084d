import type { FunctionsCore, RegisteredFunction } from './functionsCore.ts';
import type { Routed } from './router.ts';

/** A function with an HTTP trigger. */
export interface HttpFunction extends Routed {
  registered: RegisteredFunction;
}

/** The HTTP functions of an app, in the order of registration. */
export function httpFunctions(core: FunctionsCore): HttpFunction[] {
  return core
    .functions()
    .filter(({ trigger }) => trigger.type?.toLowerCase() === 'httptrigger')
    .map((registered) => ({
      name: registered.metadata.name,
      methods: registered.trigger.methods ?? [],
      route: registered.trigger.route ?? registered.metadata.name,
      registered,
    }));
}
