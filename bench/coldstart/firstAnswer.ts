/**
 * A fresh process of a function app: loads a bundle, answers one request without any socket of its own, and prints when
 * that was. Arguments: bundle, name of the function, URL, tenant, id; the token is an environment variable, because
 * everybody on the machine can read arguments.
 */
import { createFunctionsCore } from '../../cli/host/functionsCore.ts';
import { invoke } from '../../cli/host/invoke.ts';
import { loadBundle } from '../../cli/host/loadBundle.ts';
import type { RpcNullableString } from '../../cli/host/rpc.ts';

const [, , bundle = '', functionName = '', url = '', tenant = '', id = ''] = process.argv;

async function answerOnce(): Promise<void> {
  const core = createFunctionsCore(() => undefined);
  const began = performance.now();
  await loadBundle(bundle, core.api);
  const loading = performance.now() - began;
  const target = core.functions().find(({ metadata }) => metadata.name === functionName);
  if (target === undefined) throw new Error(`The bundle has no function ${functionName}.`);
  const answer = await invoke(core, target, {
    http: {
      ...{ method: 'GET', url, nullableHeaders: authorization(), nullableQuery: {} },
      nullableParams: { tenant: { value: tenant }, id: { value: id } },
    },
  });
  // Counted from the start of the process.
  const milliseconds = performance.now();
  const { user, system } = process.cpuUsage();
  const status = Number(answer?.http?.statusCode);
  const cpuMilliseconds = (user + system) / 1_000;
  process.stdout.write(JSON.stringify({ status, milliseconds, loading, cpuMilliseconds }));
  // Kept-alive connections would keep the process running.
  process.exit();
}

function authorization(): Record<string, RpcNullableString> {
  const { COLDSTART_TOKEN: token } = process.env;
  return token === undefined ? {} : { authorization: { value: `Bearer ${token}` } };
}

void answerOnce();
