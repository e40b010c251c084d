import { join } from 'node:path';
import { exchangesFile, logFile } from '../log/logFile.ts';

/** What the folder of a job holds besides its state. */
export function jobFolder(folder: string) {
  return {
    folder,
    log: logFile(join(folder, 'log.jsonl')),
    exchanges: exchangesFile(join(folder, 'requests.jsonl')),
    /** Of the authority that stands in for Entra's. */
    keyFile: join(folder, 'authority-key.json'),
  };
}

export type JobFolder = ReturnType<typeof jobFolder>;
