/** Which functions serve what, as `functions/index.ts` registers them: the document says it of no others, and of all. */
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';

/** A function as the platform is told of it. */
export interface ServedFunction {
  readonly name: string;
  readonly methods: readonly string[];
  /** Template: `scim/{tenant}/Users/{id}`. */
  readonly route: string;
}

/**
 * Runs what registers the functions, with stand-ins for the library and for `shared/`: that is built from what is
 * generated here, and starts with settings that a build does not have.
 */
export async function servedFunctions(): Promise<readonly ServedFunction[]> {
  const { outputFiles } = await build({
    absWorkingDir: join(import.meta.dirname, '../..'),
    entryPoints: ['functions/index.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@azure/functions', '../shared/*'],
    write: false,
    logLevel: 'error',
  });
  const served: ServedFunction[] = [];
  const app = {
    http(name: string, { methods, route }: Omit<ServedFunction, 'name'>) {
      served.push({ name, methods, route });
    },
    timer: () => undefined,
    hook: { appTerminate: () => undefined },
  };
  const run = compileFunction(outputFiles[0]?.text ?? '', ['require']) as (
    require: (name: string) => object,
  ) => void;
  run((name) => (name === '@azure/functions' ? { app } : anything()));
  return served;
}

/** Has every member, can be called, and gives the same again. The bundle copies what it requires, but for its prototype. */
function anything(): object {
  const standIn: object = new Proxy(() => undefined, {
    get: (_, name) => (typeof name === 'symbol' ? undefined : standIn),
    apply: () => standIn,
  });
  return Object.create(standIn) as object;
}
