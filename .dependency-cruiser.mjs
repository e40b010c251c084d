/** The floors of shared/, from the top down (ARCHITECTURE.md): a file imports from its own folder and from those below it. */
const floors = [
  'shared/api/',
  'shared/service\\.ts$',
  'shared/jobs/',
  'shared/check/',
  'shared/signIn/',
  'shared/groups/',
  'shared/users/',
  'shared/auth/',
  'shared/operators/',
  'shared/activity/',
  'shared/tenants/',
  'shared/store/',
  'shared/secrets/',
  'shared/throttle/',
  'shared/telemetry/',
  'shared/config/',
  'shared/scim/',
];

/** A test stands beside its module and belongs to no floor: it may use test/support/ and any room. */
const test = '\\.test\\.ts$';

const downwards = floors.flatMap((floor, i) => {
  const above = ['functions/', 'cli/', 'console/', 'scripts/', 'bench/', 'test/', ...floors.slice(0, i)];
  return {
    name: `down-from-${floor.replace(/\W/g, ' ').trim().replaceAll(' ', '-')}`,
    severity: 'error',
    comment: 'Imports point down, "import type" included.',
    from: { path: `^${floor}`, pathNot: test },
    to: { path: `^(?:${above.join('|')})` },
  };
});

/** A test may look at what is stored or signed. */
const anyTest = ['test/', `.*${test}`];

/** Which rooms know which library (ARCHITECTURE.md). */
const libraries = [
  {
    library: 'jose',
    rooms: ['shared/auth/', 'shared/secrets/', 'cli/entra/wire/authority\\.ts$', ...anyTest],
    comment: 'jose lives in shared/auth and shared/secrets, and where the simulator signs as Entra does.',
  },
  {
    library: 'ajv|ajv-formats',
    rooms: ['scripts/', 'test/api/manage/', 'test/support/describedApi\\.ts$'],
    comment: 'ajv is for the build, which makes functions of the schemas.',
  },
  {
    library: '@azure/data-tables',
    rooms: ['shared/store/connect\\.ts$', 'bench/', ...anyTest],
    comment: 'The SDK of Table Storage is called in shared/store/connect.ts only, which is loaded late.',
  },
  {
    library: '@azure/core-rest-pipeline',
    rooms: ['shared/store/'],
    comment: 'The pipeline of the SDK is known to shared/store only.',
  },
  {
    library: '@azure/identity',
    rooms: ['shared/store/connect\\.ts$'],
    comment: '@azure/identity is loaded in shared/store/connect.ts only.',
  },
  {
    library: '@opentelemetry/[^/]+|@azure/monitor-opentelemetry-exporter',
    rooms: ['shared/telemetry/'],
    comment: 'OpenTelemetry lives in shared/telemetry.',
  },
  {
    library: 'xml-crypto|@xmldom/xmldom',
    rooms: ['shared/signIn/xml/', 'cli/directory/', ...anyTest],
    comment: 'XML and its signatures live in shared/signIn/xml, and where the stand-in directory signs.',
  },
].map(({ library, rooms, comment }) => ({
  name: `library-${library.replace(/\W+/g, '-')}`,
  severity: 'error',
  comment,
  from: { pathNot: `^(?:${['node_modules/', ...rooms].join('|')})` },
  to: { path: `^node_modules/(?:${library})/` },
}));

export default {
  forbidden: [
    ...downwards,
    ...libraries,
    {
      name: 'scim-pure',
      severity: 'error',
      comment: 'shared/scim is pure: no library, no I/O.',
      from: { path: '^shared/scim/', pathNot: test },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'unknown'] },
    },
    {
      name: 'functions-without-logic',
      severity: 'error',
      comment: 'functions/ registers what shared/api/ and shared/jobs/ do.',
      from: { path: '^functions/', pathNot: test },
      to: { path: '^(?!functions/|shared/|node_modules/@azure/functions/)' },
    },
    {
      name: 'console-alone',
      severity: 'error',
      comment: 'The web console knows the service by its API: it runs in a browser.',
      from: { path: '^console/', pathNot: test },
      to: { path: '^(?!console/|generated/console/|node_modules/|preact-iso/|explanations$)' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Files that import each other can only be read together.',
      from: { path: '^(?:functions|shared|cli|console)/' },
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
  },
};
