import { join } from 'node:path';
import { HttpRequest, InvocationContext } from '@azure/functions';
import { createFunctionsCore } from '../../cli/host/functionsCore.ts';
import { loadBundle } from '../../cli/host/loadBundle.ts';
import { root, type Settings } from '../../cli/settings.ts';
import type { Credentials } from '../scene.ts';
import { checkStatus, headersOf, type Way } from './way.ts';

/** The bundle that Azure loads. */
export const bundle = join(root, 'dist/functions.cjs');

/**
 * The built service in this process: its handlers are called with a request as the platform's library makes it, and
 * nothing but the pipeline lies between the call and the answer. The request is the published library's, which is slower
 * to read than the one in the bundle.
 */
export async function startInProcess(settings: Settings, credentials: Credentials): Promise<Way> {
  const core = createFunctionsCore(() => undefined);
  // The bundle reads its settings from the environment, once, while it is loaded.
  Object.assign(process.env, settings);
  await loadBundle(bundle, core.api);
  const handlers = new Map(core.functions().map(({ metadata, callback }) => [metadata.name, callback]));
  const logHandler = () => undefined;
  return {
    prepare(request) {
      const { functionName, method, tenant, path, params, body } = request;
      const handler = handlers.get(functionName);
      if (handler === undefined) throw new Error(`The bundle has no function ${functionName}.`);
      const input = new HttpRequest({
        method,
        url: `https://bench.example.com/scim/${tenant}${path}`,
        headers: headersOf(request, credentials),
        params: { tenant, ...params },
        ...(body === undefined ? {} : { body: { bytes: Buffer.from(body) } }),
      });
      const context = new InvocationContext({ functionName, logHandler });
      return async () => {
        const { status, body: answer } = readAnswer(await handler(input, context));
        checkStatus(request, status, answer);
        return answer;
      };
    },
    close: () => Promise.resolve(),
  };
}

function readAnswer(answer: unknown): { readonly status: number; readonly body: string } {
  if (typeof answer !== 'object' || answer === null || !('status' in answer)) throw new Error('No answer.');
  const body = 'body' in answer && typeof answer.body === 'string' ? answer.body : '';
  return { status: Number(answer.status), body };
}
