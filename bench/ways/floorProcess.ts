/**
 * The floor of what is measured over HTTP: a bare `node:http` server that makes an operation's storage calls and answers
 * what they gave. Its arguments are connection string and population.
 *
 * `POST /prepare/<operation>/<n>` makes everything ready that the service would not count as a storage call; any method
 * on `/run/<operation>/<n>` makes the calls.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../cli/host/listen.ts';
import { operationNamed } from '../operations/all.ts';
import type { StorageCalls } from '../operations/operation.ts';
import { sceneOf } from '../scene.ts';
import { readPopulation } from '../storage/population.ts';
import { tellPort } from './child.ts';

const [, , connectionString = '', population = ''] = process.argv;
const keys = { SCIM_SEALING_KEYS: process.env.SCIM_SEALING_KEYS ?? '' };
const scene = sceneOf(readPopulation(population), connectionString, keys);
const prepared = new Map<string, StorageCalls>();

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
});
tellPort(Number(new URL(await listen(server, 0, '127.0.0.1')).port));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, verb = '', operation = '', n = ''] = (request.url ?? '').split('/');
  const name = `${operation}/${n}`;
  if (verb === 'prepare') {
    prepared.set(name, await operationNamed(decodeURIComponent(operation)).floor(scene, Number(n)));
    response.writeHead(204).end();
    return;
  }
  if (request.headers['content-length'] !== undefined) await buffer(request);
  const calls = prepared.get(name);
  if (calls === undefined) throw new Error(`${name} was not prepared.`);
  prepared.delete(name);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(await calls()));
}
