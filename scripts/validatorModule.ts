/** Generates ajv's validators as code, so that a function compiles no schema when it starts. */
import { join } from 'node:path';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

/**
 * A module that exports `validators` by name.
 *
 * @param schemas references of schemas that `ajv` knows, by the name of the validator.
 */
export async function validatorModule(
  ajv: Ajv2020,
  schemas: Readonly<Record<string, string>>,
): Promise<string> {
  const names = Object.keys(schemas);
  const exported = Object.fromEntries(Object.entries(schemas).map(([name, ref]) => [`validate${name}`, ref]));
  const code = standaloneCode.default(ajv, exported);
  // ajv's code requires its formats and runtime helpers; esbuild inlines them.
  const bundled = await build({
    stdin: {
      contents: `${code}\nexport const validators = { ${names.map((name) => `${name}: validate${name}`).join(', ')} };`,
      resolveDir: join(import.meta.dirname, '..'),
      loader: 'js',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'error',
  });
  return bundled.outputFiles[0]?.text ?? '';
}
