import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { runHere } from '../../support/runHere.ts';
import { compileCache } from '../../support/compileCache.ts';
import type { RunningService } from '../../support/service.ts';
import { readAzCommand } from './azCommands.ts';
import { answer, emptyAzure, tableEndpoint, type AzureState } from './azure.ts';
import { asTsv, query } from './query.ts';

const root = join(import.meta.dirname, '../../..');

/** What a run of a script printed, and what it asked of az. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Every command line of az. */
  readonly commands: readonly string[];
  /** Those that change something. */
  readonly changes: readonly string[];
}

/** How a run is ended after its nth change: by a signal, or because the answer is lost. */
export interface Interruption {
  readonly after: number;
  readonly by: 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'lost answer';
}

/** A model of Azure, and the scripts run against it. */
export class StandIn {
  state: AzureState = emptyAzure();
  readonly #service: RunningService;

  constructor(service: RunningService) {
    this.#service = service;
  }

  async run(
    words: readonly string[],
    interruption?: Interruption,
    script = 'deploy.sh',
    path?: string,
  ): Promise<Run> {
    const commands: string[] = [];
    const changes: string[] = [];
    let stop: () => void = () => undefined;
    const server = createServer((socket) => {
      const answer = async (input: string, azWords: readonly string[]) => {
        const before = changes.length;
        let reply = await this.#reply(azWords, input, commands, changes);
        if (changes.length > before && changes.length === interruption?.after) {
          if (interruption.by === 'lost answer')
            reply = { code: 1, out: '', err: 'ERROR: Connection aborted.\n' };
          else stop();
        }
        socket.end(`${reply.code}\0${reply.out}\0${reply.err}\0`);
      };
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        const items = text.split('\0');
        if (items.length - 2 < Number(items[0])) return;
        const [, input = '', ...azWords] = items.slice(0, -1);
        answer(input, azWords).catch(() => socket.destroy());
      });
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const child = spawn('bash', [resolve(root, 'infra', script), ...words], {
      env: {
        PATH: path ?? `${join(import.meta.dirname, 'bin')}:${process.env.PATH ?? ''}`,
        HOME: process.env.HOME,
        ...compileCache,
        REAL_NODE: process.execPath,
        STAND_IN_PORT: String((server.address() as AddressInfo).port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    stop = () => child.kill(interruption?.by === 'lost answer' ? 'SIGTERM' : interruption?.by);
    const printed = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (printed.out += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (printed.err += part));
    await once(child, 'close');
    server.close();
    return { code: child.exitCode, ...printed, commands, changes };
  }

  async #reply(words: readonly string[], input: string, commands: string[], changes: string[]) {
    if (words[0] === 'stand-in') return this.#commandLine(words.slice(1), changes);
    commands.push(words.join(' '));
    try {
      const command = readAzCommand(words);
      const value = answer(this.state, command, input, this.#service.url);
      if (command.changes) changes.push(command.name);
      const { '--output': output, '--query': expression = '' } = command.flags;
      const found = query(value, expression);
      const out = output === 'none' ? '' : output === 'tsv' ? asTsv(found) : JSON.stringify(found);
      return { code: 0, out, err: '' };
    } catch (error) {
      return { code: 1, out: '', err: `ERROR: ${(error as Error).message}\n` };
    }
  }

  /** The command line on the deployed storage: in this process, for starting one takes longer than most commands do. */
  async #commandLine(
    [account, publicUrl = '', token = '', file, ...words]: readonly string[],
    changes: string[],
  ) {
    if (account !== tableEndpoint || file !== join(root, 'dist/cli.js'))
      return { code: 1, out: '', err: `There is no storage account ${account}, or no ${file}.\n` };
    if (this.state.tableRoleIn > 0) {
      this.state.tableRoleIn -= 1;
      return {
        code: 1,
        out: '',
        err: 'The storage account refuses the command (403 AuthorizationPermissionMismatch).\n',
      };
    }
    const { code, stdout, stderr } = await runHere(words, {
      SCIM_STORAGE_CONNECTION_STRING: this.#service.connectionString,
      SCIM_PUBLIC_URL: publicUrl,
      SCIM_TOKEN: token,
    });
    const name = words.slice(0, 2).join(' ');
    if (['tenant add', 'tenant enable', 'token rotate'].includes(name)) changes.push(name);
    return { code, out: stdout, err: stderr };
  }
}
