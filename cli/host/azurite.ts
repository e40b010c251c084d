import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { account, publishedKey, readAccountKey } from './tables/accountKey.ts';
import { folderHeader } from './tables/dataFolder.ts';

/** Where the table server listens and keeps its data. */
export interface TableServerOptions {
  /** 0 takes a free port. */
  port: number;
  hostname: string;
  /** A folder; undefined for memory. */
  location: string | undefined;
  /** The key in memory, by default Azurite's published one. A folder has its own key. */
  accountKey?: string;
  /** Called with the port if the server ends by itself. */
  onEnd?: (port: number) => void;
  /** The child's entry file; by default the built one. */
  script?: string;
}

/** A running table server. */
export interface RunningTableServer {
  connectionString: string;
  port: number;
  /** Rejects if the data could not be closed. */
  close(): Promise<void>;
}

/** Longest wait for requests in progress. */
const closeTimeoutMs = 30_000;

/**
 * Starts Azurite's table server in a child process, so that storage survives a crash of this one: the child notices
 * that its parent is gone, and ends.
 *
 * @throws an Error with a plain sentence if the server can't start
 */
export async function startTableServer(options: TableServerOptions): Promise<RunningTableServer> {
  const { port, hostname, location, accountKey = publishedKey } = options;
  if (port !== 0 && (await isListening(port, hostname))) throw new Error(inUse(port, hostname));
  const child = fork(options.script ?? childScript(), [hostname, String(port), location ?? ''], {
    // A signal to the process group is meant for this process, whose requests still need the tables. So the child has
    // its own group, and this process ends it.
    detached: true,
    windowsHide: true,
    execArgv: nodeOptions(location),
    env: { ...withoutAccounts(process.env), AZURITE_ACCOUNTS: `${account}:${accountKey}` },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const actual = await started(child, options);
  let closing = false;
  child.once('exit', () => {
    if (!closing) options.onEnd?.(actual);
  });
  return {
    connectionString: tableConnectionString(
      actual,
      hostname,
      location === undefined ? accountKey : readAccountKey(location),
    ),
    port: actual,
    close: () => {
      closing = true;
      return close(child);
    },
  };
}

/** The connection string of a local table server. */
export function tableConnectionString(
  port: number,
  hostname = '127.0.0.1',
  accountKey = publishedKey,
): string {
  const endpoint = `http://${hostname}:${port}/${account}`;
  return `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};TableEndpoint=${endpoint};`;
}

/** Whether something accepts connections on the port. */
export function isListening(port: number, hostname = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: hostname, timeout: 1_000 });
    const settle = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => {
      settle(true);
    });
    for (const event of ['error', 'timeout']) {
      socket.once(event, () => {
        settle(false);
      });
    }
  });
}

/** What listens on a port. */
export type Listener =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'other program' }
  /** Without a folder it is Azurite as it comes, or it keeps everything in memory. */
  | { readonly kind: 'table server'; readonly folder: string | undefined };

/** The timeout is long because a server under load may take seconds. */
export async function listenerOn(port: number): Promise<Listener> {
  const hostname = '127.0.0.1';
  if (!(await isListening(port, hostname))) return { kind: 'nothing' };
  try {
    const answer = await fetch(`http://${hostname}:${port}/${account}/Tables`, {
      signal: AbortSignal.timeout(10_000),
    });
    await answer.body?.cancel();
    if (!answer.headers.has('x-ms-request-id')) return { kind: 'other program' };
    const folder = answer.headers.get(folderHeader);
    return { kind: 'table server', folder: folder === null ? undefined : decodeURIComponent(folder) };
  } catch {
    return { kind: 'other program' };
  }
}

/**
 * Options for Node: Azurite's libraries print deprecation warnings at every start, and large pages leave much
 * garbage, which Node collects late: 280 MB at 50,000 users, less than 190 MB with this limit.
 */
function nodeOptions(location: string | undefined): string[] {
  return ['--no-warnings', ...(location === undefined ? [] : ['--max-semi-space-size=4'])];
}

/** The built child, also if this module is run from source, as tests do: from source it takes twice as long to start. */
function childScript(): string {
  const name = import.meta.url.endsWith('.ts') ? '../../dist/tableServer.js' : './tableServer.js';
  return fileURLToPath(new URL(name, import.meta.url));
}

/** AZURITE_ACCOUNTS would replace the published account, so that the connection string no longer fits. */
export function withoutAccounts(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'AZURITE_ACCOUNTS'));
}

/** Waits for the child's message: its port, or why it can't listen. */
async function started(child: ChildProcess, options: TableServerOptions): Promise<number> {
  const { port, hostname, location } = options;
  const silence = new AbortController();
  const word: unknown = await Promise.race([
    once(child, 'message', { signal: silence.signal }).then(([message]: unknown[]) => message),
    once(child, 'exit', { signal: silence.signal }).then(() => undefined),
  ]);
  silence.abort();
  if (typeof word === 'object' && word !== null) {
    if ('port' in word && typeof word.port === 'number') return word.port;
    if ('code' in word && word.code === 'EADDRINUSE') throw new Error(inUse(port, hostname));
    if ('error' in word) {
      const where = location === undefined ? '' : ` with its data in ${location}`;
      throw new Error(`The table server cannot start${where}: ${String(word.error)}`);
    }
  }
  throw new Error('The table server ended before it listened.');
}

async function close(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    const late = setTimeout(() => child.kill('SIGKILL'), closeTimeoutMs);
    if (child.connected) child.send('close');
    await exited;
    clearTimeout(late);
  }
  if (child.exitCode !== 0) {
    throw new Error(
      `The table server ended with ${child.signalCode ?? `code ${child.exitCode ?? '?'}`}: what it answered before is kept.`,
    );
  }
}

function inUse(port: number, hostname: string): string {
  return `Port ${port} of ${hostname} is already in use, so the table server cannot start there. Choose another port.`;
}
