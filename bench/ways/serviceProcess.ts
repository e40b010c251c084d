/** The process of the measured service: the bundle in the local host, with its settings in the environment. It logs nothing. */
import { join } from 'node:path';
import { startHost } from '../../cli/host/server.ts';
import { root } from '../../cli/settings.ts';
import { bundle } from './inProcess.ts';
import { tellPort } from './child.ts';

const host = await startHost({
  bundle,
  hostJson: join(root, 'host.json'),
  port: 0,
  hostname: '127.0.0.1',
  log: () => undefined,
});
tellPort(Number(new URL(host.url).port));
