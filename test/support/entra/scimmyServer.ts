import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

/** A resource as SCIMMY's handlers give and take it. */
type Instance = Record<string, unknown>;

interface Asked {
  readonly id?: string | undefined;
  readonly filter?: { match(values: Instance[]): Instance[] } | undefined;
}

/** Keeps one kind of resource in memory, as the package's documentation shows it. */
function keep(all: Map<string, Instance>) {
  return {
    egress: ({ id, filter }: Asked) => {
      if (id === undefined) return filter?.match([...all.values()]) ?? [...all.values()];
      const found = all.get(id);
      if (found === undefined) throw new SCIMMY.Types.Error(404, '', `${id} is not here`);
      return found;
    },
    ingress: ({ id = randomUUID() }: Asked, instance: Instance) => {
      const kept = { ...(JSON.parse(JSON.stringify(instance)) as Instance), id };
      all.set(id, kept);
      return kept;
    },
    degress: ({ id = '' }: Asked) => {
      all.delete(id);
    },
  };
}

/** The npm packages scimmy and scimmy-routers, served by express. */
export async function startScimmy() {
  const users = new Map<string, Instance>();
  const groups = new Map<string, Instance>();
  const token = randomUUID();
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
  SCIMMY.Resources.declare(SCIMMY.Resources.User, keep(users) as object);
  SCIMMY.Resources.declare(SCIMMY.Resources.Group, keep(groups) as object);
  const app = express();
  const routers = new SCIMMYRouters({
    type: 'bearer',
    handler: (request: { header(name: string): string | undefined }) => {
      if (request.header('authorization') !== `Bearer ${token}`) throw new Error('another token');
      return 'entra';
    },
  });
  // The routers turn startIndex and count into numbers in place; express 5 reads the query anew each time.
  app.use((request, _, next) => {
    Object.defineProperty(request, 'query', { value: { ...request.query } });
    next();
  });
  app.use('/scim', routers as unknown as express.Router);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...{ users, groups, token },
    tenantUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
