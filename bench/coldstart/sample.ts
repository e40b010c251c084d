import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { defined, isObject, parseJson } from '../../shared/scim/json.ts';

const run = promisify(execFile);

/** The request to a fresh process of an app. */
export interface FirstRequest {
  readonly bundle: string;
  readonly functionName: string;
  readonly url: string;
  readonly tenant: string;
  readonly id: string;
  readonly token: string | undefined;
  /** The expected status. */
  readonly status: number;
}

/** Counted from the start of the process to its answer. */
export interface Sample {
  readonly milliseconds: number;
  /** Of these, to read and run the bundle. */
  readonly loading: number;
  /** Of all threads. Other programs on the machine change it little. */
  readonly cpuMilliseconds: number;
}

/** @throws Error if the answer is another one. */
export async function sample(
  program: string,
  { bundle, functionName, url, tenant, id, token, status }: FirstRequest,
  environment: Readonly<Record<string, string>>,
): Promise<Sample> {
  const { stdout } = await run(process.execPath, [program, bundle, functionName, url, tenant, id], {
    env: { ...process.env, ...environment, ...defined({ COLDSTART_TOKEN: token }) },
  });
  const said = parseJson(stdout);
  if (!isObject(said) || said.status !== status)
    throw new Error(`${functionName} did not answer ${status}: ${stdout}`);
  const { milliseconds, loading, cpuMilliseconds } = said;
  return {
    ...{ milliseconds: Number(milliseconds), loading: Number(loading) },
    cpuMilliseconds: Number(cpuMilliseconds),
  };
}
