import { Agent, request as open, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Settings } from '../../cli/settings.ts';
import type { ScimRequest } from '../operations/operation.ts';
import type { Credentials } from '../scene.ts';
import { startChild } from './child.ts';
import { checkStatus, headersOf, type Way } from './way.ts';

/** Connections that are used again and again, as many as are needed at a time. */
export interface HttpClient {
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<{ readonly status: number; readonly body: string }>;
  close(): void;
}

export function httpClient(port: number): HttpClient {
  const agent = new Agent({ keepAlive: true });
  return {
    async send(method, path, headers, body) {
      const sent = open({ host: '127.0.0.1', port, agent, method, path, headers });
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        sent.on('response', resolve).on('error', reject).end(body);
      });
      return { status: answer.statusCode ?? 0, body: await text(answer) };
    },
    close() {
      agent.destroy();
    },
  };
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
