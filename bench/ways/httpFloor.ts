import { join } from 'node:path';
import type { Settings } from '../../cli/settings.ts';
import type { Operation } from '../operations/operation.ts';
import type { Credentials, Scene } from '../scene.ts';
import { startChild } from './child.ts';
import { httpClient } from './http.ts';
import { headersOf, type Send } from './way.ts';

/** The bare server in a process of its own, called as the service is: same client, same headers, same bodies. */
export interface HttpFloor {
  prepare(operation: Operation, n: number): Promise<Send>;
  close(): Promise<void>;
}

export async function startHttpFloor(
  scene: Scene,
  connectionString: string,
  keys: Settings,
  credentials: Credentials,
): Promise<HttpFloor> {
  const script = join(import.meta.dirname, 'floorProcess.ts');
  const words = [connectionString, JSON.stringify(scene.population)];
  const child = await startChild(script, words, keys);
  const client = httpClient(child.port);
  const send = async (...call: Parameters<typeof client.send>): Promise<string> => {
    const { status, body } = await client.send(...call);
    if (status >= 300) throw new Error(`The floor failed: ${body}`);
    return body;
  };
  return {
    async prepare(operation, n) {
      const path = `${encodeURIComponent(operation.name)}/${n}`;
      const request = operation.request(scene, n);
      const headers = headersOf(request, credentials);
      await send('POST', `/prepare/${path}`, {}, undefined);
      return () => send(request.method, `/run/${path}`, headers, request.body);
    },
    async close() {
      client.close();
      await child.close();
    },
  };
}
