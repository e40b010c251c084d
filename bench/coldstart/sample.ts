import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { defined, isObject, parseJson, type JsonObject } from '../../shared/scim/json.ts';

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
  /** Of all threads. Other programs on the machine change it little. */
  readonly cpuMilliseconds: number;
}

/** @throws Error if the answer is another one. */
export async function sample(
  program: string,
  request: FirstRequest,
  environment: Readonly<Record<string, string>>,
): Promise<Sample> {
  const { bundle, functionName, url, tenant, id, token, status } = request;
  const said = await runScript(program, [bundle, functionName, url, tenant, id], {
    ...environment,
    ...defined({ COLDSTART_TOKEN: token }),
  });
  if (said.status !== status)
    throw new Error(`${functionName} answered ${JSON.stringify(said.status)}, not ${status}.`);
  return { milliseconds: Number(said.milliseconds), cpuMilliseconds: Number(said.cpuMilliseconds) };
}

/** Runs a script in a process of its own, and reads the JSON object that it prints. */
export async function runScript(
  script: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<JsonObject> {
  const { stdout } = await run(process.execPath, [script, ...words], {
    env: { ...process.env, ...environment },
    maxBuffer: 64 * 1_048_576,
  });
  const said = parseJson(stdout);
  if (!isObject(said)) throw new Error(`${script} printed no object.`);
  return said;
}
