/** The OpenAPI document of everything that is served outside `/manage`, which has one of its own (openapi/manage.json). */
import type { SchemaDocument } from '../../shared/scim/schema/document.ts';
import { examples } from './examples.ts';
import type { Json } from './json.ts';
import { answerSchemas, requestSchemas } from './messageSchemas.ts';
import { operations } from './operations.ts';
import { otherSchemas } from './otherSchemas.ts';
import { given, headers, parameters, responses } from './parts.ts';
import type { ServedFunction } from './servedFunctions.ts';
import { answeredResource, sentResource } from './userSchemas.ts';

const description = `What Microsoft Entra ID, or any other SCIM 2.0 client, provisions a tenant's people with (RFC 7643, RFC 7644, RFC 9865).

The **provisioning tenant URL** is \`/scim/{tenant}\` at this deployment. HEAD goes wherever GET goes, and a slash at the end of a path changes nothing. A path that nothing serves is 404, a wrong method 405 with \`Allow\`, both with an \`Error\`. Unknown query parameters, \`aadOptscim062020\` among them, are ignored. Every answer has \`X-Request-Id\`, under which the operator finds it in the log.

Tenants and their credentials are looked after at \`/manage\`, where the deployment has turned that on.`;

const tags = [
  { name: 'Users', description: 'The people of a tenant.' },
  { name: 'Groups', description: 'There are none: what Entra asks of them is answered.' },
  { name: 'Bulk', description: 'Many operations in one request.' },
  { name: 'Discovery', description: 'What the service does, and which attributes there are.' },
  { name: 'Log', description: 'What happened to the users.' },
  { name: 'Authentication', description: 'Access tokens for clients that have no secret token.' },
  { name: 'Service', description: 'The deployment itself.' },
];

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The provisioning secret token of the tenant, or an access token.',
  },
  oauth2: {
    type: 'oauth2',
    description: 'Where the deployment issues access tokens. The token URL stands under the tenant URL.',
    flows: {
      clientCredentials: {
        tokenUrl: '/scim/{tenant}/oauth2/token',
        scopes: {
          provisioning: 'Read and write users.',
          'read-only': 'Read users.',
          management: 'Look after the tenant at /manage.',
        },
      },
    },
  },
  client: { type: 'http', scheme: 'basic', description: 'Client id and client secret.' },
};

/** @param functions whatever is served; what `/manage` and the catch-all serve is left out. */
export function openApiDocument(
  documents: readonly SchemaDocument[],
  functions: readonly ServedFunction[],
  version: string,
): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'uniflow-scim',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
      description,
    },
    externalDocs: { url: '/manage/openapi.json', description: 'The management API, where it is turned on.' },
    servers: [{ url: '/', description: 'The deployment that serves this document.' }],
    security: [{ bearer: [] }, { oauth2: [] }],
    tags,
    paths: paths(functions),
    components: {
      schemas: { ...resources(documents), ...answerSchemas, ...requestSchemas, ...otherSchemas },
      ...{ responses, parameters, headers, examples, securitySchemes },
    },
  };
}

/** `User` and `UserRequest`, and so on for every resource type. */
function resources(documents: readonly SchemaDocument[]): Json {
  return Object.fromEntries(
    documents.flatMap((core) => {
      if (core.resourceType === undefined) return [];
      const { id } = core.resourceType;
      return [
        [id, answeredResource(core, documents)],
        [`${id}Request`, sentResource(core, documents)],
      ];
    }),
  );
}

function paths(functions: readonly ServedFunction[]): Json {
  const described = functions.filter(({ route }) => !route.includes('*') && !route.startsWith('manage'));
  const routes = [...new Set(described.map(({ route }) => route))].toSorted();
  return Object.fromEntries(
    routes.map((route) => {
      const own = described.filter((candidate) => candidate.route === route);
      const operated = own.flatMap((served) =>
        served.methods
          .filter((method) => method !== 'HEAD')
          .map((method) => [method.toLowerCase(), operation(served, method)] as const),
      );
      return [`/${route}`, { ...pathParameters(route), ...Object.fromEntries(operated) }];
    }),
  );
}

function pathParameters(route: string): Json {
  const names = [
    ...(route.includes('{tenant}') ? ['Tenant'] : []),
    ...(route.includes('/Users/{id}') ? ['UserId'] : []),
  ];
  return names.length === 0 ? {} : { parameters: given(...names) };
}

/** A function that nobody has described yet is there under its name; the tests ask for more. */
function operation({ name, methods }: ServedFunction, method: string): Json {
  // Names are unique: of a function for several methods the first one has its name.
  const first = methods.find((candidate) => candidate !== 'HEAD') === method;
  const operationId = first ? name : `${name}${method.charAt(0)}${method.slice(1).toLowerCase()}`;
  const said = operations[name] ?? {
    summary: name,
    responses: { default: { description: 'Not described.' } },
  };
  return { operationId, ...said };
}
