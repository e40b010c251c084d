import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ensureLocalSettings, root, storagePort } from '../settings.ts';
import { dataFolder, startStorage } from '../storage.ts';

/** `npm run start:func`: Azure Functions Core Tools with the same settings and the same local storage as `npm start`. */
export async function func(): Promise<number> {
  await ensureLocalSettings();
  const storage = await startStorage(storagePort, dataFolder);
  try {
    const tools = spawn('func', ['start'], { cwd: root, stdio: 'inherit' });
    // Ctrl-C reaches Core Tools too: storage ends after them.
    process.on('SIGINT', () => undefined);
    await once(tools, 'exit');
    return tools.exitCode ?? 1;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    process.stderr.write(
      'Azure Functions Core Tools are not installed: there is no command "func".\n' +
        'Install them (https://learn.microsoft.com/azure/azure-functions/functions-run-local), or use "npm start", which needs none.\n',
    );
    return 1;
  } finally {
    await storage?.close();
  }
}
