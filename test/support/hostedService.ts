import { join } from 'node:path';
import { startHost, type Host } from '../../cli/host/server.ts';

const root = join(import.meta.dirname, '../..');

/** The service in this process: every function that it serves and every line that it logs can be looked at. */
export interface HostedService {
  readonly host: Host;
  /** What it has handed to the platform's logger. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** Settings are the process's environment while the bundle reads them, so one is started after the other. */
let last: Promise<unknown> = Promise.resolve();

/** Starts the bundle of a project with these settings. */
export function startHosted(
  settings: Readonly<Record<string, string>>,
  project = root,
): Promise<HostedService> {
  const started = last.then(() => withSettings(settings, () => startBundle(project)));
  last = started.catch(() => undefined);
  return started;
}

async function withSettings<Result>(
  settings: Readonly<Record<string, string>>,
  run: () => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env };
  Object.assign(process.env, settings);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(settings)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}

async function startBundle(project: string): Promise<HostedService> {
  const lines: string[] = [];
  const host = await startHost({
    bundle: join(project, 'dist/functions.cjs'),
    hostJson: join(root, 'host.json'),
    port: 0,
    hostname: '127.0.0.1',
    log: (level, category, message) => lines.push(`${level} ${category} ${message}`),
  });
  return { host, lines, stop: () => host.close() };
}
