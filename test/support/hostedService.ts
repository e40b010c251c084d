import { join } from 'node:path';
import { startHost, type Host } from '../../cli/host/server.ts';
import { isBad } from '../../cli/hostLog.ts';
import type { Settings } from '../../cli/settings.ts';
import { asService } from './environment.ts';

const root = join(import.meta.dirname, '../..');

/** The service in this process: every function that it serves and every line that it logs can be looked at. */
export interface HostedService {
  readonly host: Host;
  /** What it has handed to the platform's logger. */
  readonly lines: readonly string[];
  /** Those of them that are warnings or errors. */
  readonly warnings: readonly string[];
  stop(): Promise<void>;
}

/** Starts the bundle of a project with these settings. */
export function startHosted(settings: Settings, project = root): Promise<HostedService> {
  return asService(settings, async () => {
    const lines: string[] = [];
    const warnings: string[] = [];
    const host = await startHost({
      bundle: join(project, 'dist/functions.cjs'),
      hostJson: join(root, 'host.json'),
      port: 0,
      hostname: '127.0.0.1',
      log(level, category, message) {
        const line = `${level} ${category} ${message}`;
        lines.push(line);
        if (isBad(level)) warnings.push(line);
      },
    });
    return { host, lines, warnings, stop: () => host.close() };
  });
}
