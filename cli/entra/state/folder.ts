import { join } from 'node:path';
import { exchangesFile, logFile } from '../log/logFile.ts';

/** The files in the folder of a job, besides its state. */
export function jobFolder(folder: string) {
  return {
    folder,
    log: logFile(join(folder, 'log.jsonl')),
    exchanges: exchangesFile(join(folder, 'requests.jsonl')),
    /** The signing key for workload identity. */
    keyFile: join(folder, 'authority-key.json'),
  };
}

export type JobFolder = ReturnType<typeof jobFolder>;
