import { Agent, request as open, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Settings } from '../../cli/settings.ts';
import type { ScimRequest } from '../operations/operation.ts';
import type { Credentials } from '../scene.ts';
import { startChild } from './child.ts';
import { checkStatus, headersOf, type Way } from './way.ts';

/** An answer as a client reads it to its end. */
interface Reply {
  readonly status: number;
  readonly body: string;
}

/** Connections that are used again and again, as many as are needed at a time. */
export interface HttpClient {
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<Reply>;
  close(): void;
}

export function httpClient(port: number): HttpClient {
  const agent = new Agent({ keepAlive: true });
  return {
    async send(method, path, headers, body) {
      const sent = open({ host: '127.0.0.1', port, agent, method, path, headers });
      sent.end(body);
      const answer = await answerTo(sent);
      return { status: answer.statusCode ?? 0, body: await text(answer) };
    },
    close() {
      agent.destroy();
    },
  };
}

async function answerTo(sent: ReturnType<typeof open>): Promise<IncomingMessage> {
  const replied: unknown[] = await once(sent, 'response');
  const [answer] = replied;
  if (!isMessage(answer)) throw new Error('A response is no message.');
  return answer;
}

function isMessage(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'statusCode' in value;
}

/** The built service in the local host, in a process of its own, called over HTTP. */
export async function startHttp(settings: Settings, credentials: Credentials): Promise<Way> {
  const child = await startChild(join(import.meta.dirname, 'serviceProcess.ts'), [], settings);
  const client = httpClient(child.port);
  return {
    prepare(request: ScimRequest) {
      const { method, tenant, path, body } = request;
      const headers = headersOf(request, credentials);
      return async () => {
        const reply = await client.send(method, `/scim/${tenant}${path}`, headers, body);
        checkStatus(request, reply.status, reply.body);
        return reply.body;
      };
    },
    async close() {
      client.close();
      await child.close();
    },
  };
}
