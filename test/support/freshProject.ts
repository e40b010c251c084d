import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sample from '../../local.settings.sample.json' with { type: 'json' };
import { tableConnectionString } from '../../cli/host/azurite.ts';

const root = join(import.meta.dirname, '../..');

/** The project as it is after `npm ci` and a build: nothing was ever started in it. */
export interface FreshProject {
  readonly folder: string;
  /** Where its table server will listen: the port that others use is somebody's own. */
  readonly storagePort: number;
  remove(): Promise<void>;
}

export async function freshProject(): Promise<FreshProject> {
  const folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-'));
  const storagePort = await freePort();
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of ['host.json', 'package.json']) await cp(join(root, name), join(folder, name));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const Values = { ...sample.Values, SCIM_STORAGE_CONNECTION_STRING: tableConnectionString(storagePort) };
  await writeFile(join(folder, 'local.settings.sample.json'), JSON.stringify({ ...sample, Values }));
  return { folder, storagePort, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A port on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
