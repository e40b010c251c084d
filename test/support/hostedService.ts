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

/** Starts the bundle of a project with these settings. They are the environment's, so one at a time is started. */
export async function startHosted(
  settings: Readonly<Record<string, string>>,
  project = root,
): Promise<HostedService> {
  const before = { ...process.env };
  const lines: string[] = [];
  Object.assign(process.env, settings);
  try {
    const host = await startHost({
      bundle: join(project, 'dist/functions.cjs'),
      hostJson: join(root, 'host.json'),
      port: 0,
      hostname: '127.0.0.1',
      log: (level, category, message) => lines.push(`${level} ${category} ${message}`),
    });
    return { host, lines, stop: () => host.close() };
  } finally {
    // The bundle has read them when it was loaded.
    for (const name of Object.keys(settings)) process.env[name] = before[name];
    for (const name of Object.keys(settings))
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
  }
}
