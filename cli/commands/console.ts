import { InputError } from '../exitCode.ts';
import { openBrowser } from '../openBrowser.ts';
import type { Output } from '../output.ts';
import { programName } from '../programName.ts';
import { commandSettings } from '../storage.ts';
import { serviceUrl } from '../tenantUrl.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';

interface ConsoleOptions extends Json {
  readonly url?: string;
}

export const registerConsole: Registration = (program) => {
  program
    .command('console')
    .description('open the web console of the deployment')
    .option('--url <url>', 'address of the service (default: SCIM_PUBLIC_URL, or the local one)')
    .option(...json)
    .action((options: ConsoleOptions) => openConsole(options, outputOf(options)));
};

/** Time to wait for the service, in milliseconds; a cold start takes some seconds. */
const timeoutMs = 15_000;

/** `uniflow-scim console` */
async function openConsole({ url, json: forScript }: ConsoleOptions, output: Output): Promise<void> {
  const address = new URL('/console', url ?? serviceUrl(await commandSettings())).href;
  await requireConsole(address);
  output.json({ consoleUrl: address });
  output.fields('The web console', { Address: address });
  output.note(`Sign in with a management token. For a new one:  ${programName()} management add`);
  if (forScript !== true && !(await openBrowser(address)))
    output.note('This machine has nothing that opens an address. Open it yourself.');
}

/** @throws InputError if nothing serves the console there. */
async function requireConsole(address: string): Promise<void> {
  const status = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) }).then(
    (answer) => answer.status,
    () => undefined,
  );
  if (status === 200) return;
  throw new InputError(
    status === undefined
      ? `Nothing answers at ${address}. Start the service, or say where it is with --url.`
      : `The service at ${address} has no console (${status}). Set SCIM_CONSOLE and SCIM_MANAGEMENT_API to "on".`,
  );
}
