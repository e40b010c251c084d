import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** As far as the script may use them: learn.microsoft.com/graph/api/resources/synchronization-synchronizationsecretkeystringvaluepair */
const secretKeys = [
  ...['BaseAddress', 'SecretToken', 'Oauth2ClientId', 'Oauth2ClientSecret', 'Oauth2TokenExchangeUri'],
  ...['Oauth2AccessToken', 'Oauth2AccessTokenCreationTime', 'SyncNotificationSettings', 'SyncAll'],
];

interface Row {
  readonly targetAttributeName: string;
  readonly source: { readonly expression: string; readonly name: string };
  readonly matchingPriority: number;
  readonly flowType: string;
}
interface Mapping {
  readonly sourceObjectName: string;
  readonly targetObjectName: string;
  readonly enabled: boolean;
  readonly scope: object | null;
  readonly attributeMappings: readonly Row[];
}
export interface Schema {
  readonly directories: readonly {
    readonly name: string;
    readonly objects: readonly {
      readonly name: string;
      readonly attributes: readonly { readonly name: string }[];
    }[];
  }[];
  readonly synchronizationRules: readonly {
    readonly id: string;
    readonly sourceDirectoryName: string;
    readonly targetDirectoryName: string;
    readonly objectMappings: readonly Mapping[];
  }[];
}
export interface Pair {
  readonly key: string;
  readonly value: string;
}

/** What a tenant of Entra holds. */
export interface GraphState {
  applications: { id: string; appId: string; displayName: string; template: string }[];
  job:
    | {
        id: string;
        templateId: string;
        schedule: { state: string };
        status: { lastExecution: object | null };
      }
    | undefined;
  secrets: readonly Pair[];
  schema: Schema;
}

const row = (targetAttributeName: string, name: string, matchingPriority = 0): Row => ({
  targetAttributeName,
  source: { expression: `[${name}]`, name },
  matchingPriority,
  flowType: 'Always',
});

/** As the job of a non-gallery application begins, shortened. */
export const firstSchema: Schema = {
  directories: [
    {
      name: 'Azure Active Directory',
      objects: [
        {
          name: 'User',
          attributes: [
            'objectId',
            'userPrincipalName',
            'mailNickname',
            'displayName',
            'facsimileTelephoneNumber',
          ].map((name) => ({ name })),
        },
      ],
    },
    {
      name: 'customappsso',
      objects: [
        {
          name: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
          attributes: [
            'id',
            'userName',
            'externalId',
            'displayName',
            'phoneNumbers[type eq "fax"].value',
          ].map((name) => ({ name })),
        },
        { name: 'urn:ietf:params:scim:schemas:core:2.0:Group', attributes: [{ name: 'displayName' }] },
      ],
    },
  ],
  synchronizationRules: [
    {
      id: '4c5ecfa1-a072-4460-b1c3-4adde3479854',
      sourceDirectoryName: 'Azure Active Directory',
      targetDirectoryName: 'customappsso',
      objectMappings: [
        {
          sourceObjectName: 'Group',
          targetObjectName: 'urn:ietf:params:scim:schemas:core:2.0:Group',
          enabled: true,
          scope: null,
          attributeMappings: [],
        },
        {
          sourceObjectName: 'User',
          targetObjectName: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
          enabled: true,
          scope: { categoryFilterGroups: [] },
          attributeMappings: [
            row('userName', 'userPrincipalName', 1),
            row('externalId', 'mailNickname'),
            row('displayName', 'displayName'),
            row('phoneNumbers[type eq "fax"].value', 'facsimileTelephoneNumber'),
          ],
        },
      ],
    },
  ],
};

export const emptyGraph = (): GraphState => ({
  applications: [],
  job: undefined,
  secrets: [],
  schema: firstSchema,
});

/** Microsoft Graph on this machine, as far as the synchronization API documents what the script calls. */
export async function startGraph(
  token: string,
  validate: (pairs: readonly Pair[]) => Promise<string | undefined>,
) {
  const graph = {
    state: emptyGraph(),
    /** What changed something, in order. */
    changes: [] as string[],
    /** After this change nobody answers any more. */
    silentAfter: Infinity,
    /** How often is still answered 404 about what was made a moment ago, and 429. */
    unknownYet: 0,
    throttled: 0,
    /** How often a change is made and its answer lost: something in front of Graph says 503. */
    lost: 0,
    address: '',
    close: () => server.close(),
  };

  const readers: [RegExp, () => object | undefined][] = [
    [/^\/servicePrincipals\/[^/]+\?/, () => graph.state.applications[0]],
    [/\/synchronization\/jobs$/, () => ({ value: graph.state.job === undefined ? [] : [graph.state.job] })],
    [/\/schema$/, () => graph.state.schema],
  ];

  const writers: [RegExp, (body: Record<string, unknown>) => unknown][] = [
    [
      /^POST \/applicationTemplates\/([^/]+)\/instantiate$/,
      ({ displayName }) => {
        const made = { id: 'sp-1', appId: 'app-1', displayName: String(displayName), template: '' };
        graph.state.applications.push(made);
        return { application: { appId: made.appId }, servicePrincipal: made };
      },
    ],
    [
      /^POST .*\/synchronization\/jobs$/,
      ({ templateId }) => {
        if (templateId !== 'scim' || graph.state.job !== undefined)
          throw new Error('There is a job, or no such template.');
        graph.state.job = {
          id: 'scim.1',
          templateId,
          schedule: { state: 'Disabled' },
          status: { lastExecution: null },
        };
        return graph.state.job;
      },
    ],
    [/^PUT .*\/secrets$/, ({ value }) => void (graph.state.secrets = pairsOf(value))],
    [/^PUT .*\/schema$/, (schema) => void (graph.state.schema = checked(schema as unknown as Schema))],
    [/^POST .*\/start$/, () => void (startedJob().schedule.state = 'Active')],
  ];

  function startedJob() {
    if (graph.state.job === undefined) throw new Error('There is no job.');
    return graph.state.job;
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body?: unknown }> {
    const path = (request.url ?? '').replace('/v1.0', '');
    const text = (await request.toArray()).join('');
    if (request.headers.authorization !== `Bearer ${token}`)
      return refusal(401, 'InvalidAuthenticationToken');
    if (graph.throttled-- > 0) return refusal(429, 'TooManyRequests');
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    if (request.method === 'GET' && path.startsWith('/servicePrincipals?')) {
      const name = /displayName eq '(.*)'/
        .exec(decodeURIComponent(path.split('&')[0] ?? ''))?.[1]
        ?.replaceAll("''", "'");
      return {
        status: 200,
        body: { value: graph.state.applications.filter((one) => one.displayName === name) },
      };
    }
    if (path.startsWith('/servicePrincipals/') && graph.unknownYet-- > 0)
      return refusal(404, 'Request_ResourceNotFound');
    if (path.endsWith('/validateCredentials')) {
      const wrong = await validate(pairsOf(body.credentials));
      return wrong === undefined ? { status: 204 } : refusal(400, wrong);
    }
    const line = `${request.method ?? ''} ${path}`;
    const read =
      request.method === 'GET' ? readers.find(([pattern]) => pattern.test(path))?.[1]() : undefined;
    if (read !== undefined) return { status: 200, body: read };
    const [, write] = writers.find(([pattern]) => pattern.test(line)) ?? [];
    if (write === undefined) return refusal(404, 'ResourceNotFound');
    const made = write(body);
    graph.changes.push(line);
    if (graph.lost-- > 0) return refusal(503, 'ServiceUnavailable');
    return made === undefined ? { status: 204 } : { status: 201, body: made };
  }

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => refusal(400, String(error)))
      .then(({ status, body }) => {
        if (graph.changes.length >= graph.silentAfter) request.socket.destroy();
        else response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body));
      })
      .catch(() => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  graph.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return graph;
}

function refusal(status: number, message: string) {
  return { status, body: { error: { code: 'Refused', message } } };
}

function pairsOf(value: unknown): readonly Pair[] {
  const pairs = value as readonly Pair[];
  const unknown = pairs.filter((pair) => !secretKeys.includes(pair.key) || typeof pair.value !== 'string');
  if (unknown.length > 0) throw new Error(`Requested value '${unknown[0]?.key ?? ''}' was not found.`);
  return pairs;
}

/** What Graph refuses: rows about attributes that are not defined, a target twice, a matching priority twice. */
export function checked(schema: Schema): Schema {
  const defined = (directory: string, object: string) =>
    schema.directories.find(({ name }) => name === directory)?.objects.find(({ name }) => name === object)
      ?.attributes ?? [];
  for (const rule of schema.synchronizationRules)
    for (const { sourceObjectName, targetObjectName, attributeMappings } of rule.objectMappings) {
      const sources = defined(rule.sourceDirectoryName, sourceObjectName).map(({ name }) => name);
      const targets = defined(rule.targetDirectoryName, targetObjectName).map(({ name }) => name);
      for (const { targetAttributeName, source } of attributeMappings) {
        if (!targets.includes(targetAttributeName))
          throw new Error(`There is no target ${targetAttributeName}.`);
        for (const [, name = ''] of source.expression.matchAll(/\[(\w+)\]/g))
          if (!sources.includes(name)) throw new Error(`There is no source ${name}.`);
      }
      const names = attributeMappings.map(({ targetAttributeName }) => targetAttributeName);
      if (new Set(names).size < names.length) throw new Error('A target is mapped twice.');
      const priorities = attributeMappings
        .map(({ matchingPriority }) => matchingPriority)
        .filter((one) => one > 0);
      if (new Set(priorities).size < priorities.length)
        throw new Error('Two attributes match with the same priority.');
    }
  return schema;
}
