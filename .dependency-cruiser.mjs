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

const downwards = floors.flatMap((floor, i) => {
  const above = ['functions/', 'cli/', 'console/', 'scripts/', 'bench/', 'test/', ...floors.slice(0, i)];
  return {
    name: `down-from-${floor.replace(/\W/g, ' ').trim().replaceAll(' ', '-')}`,
    severity: 'error',
    comment: 'Imports point down, "import type" included.',
    from: { path: `^${floor}` },
    to: { path: `^(?:${above.join('|')})` },
  };
});

export default {
  forbidden: [
    ...downwards,
    {
      name: 'functions-without-logic',
      severity: 'error',
      comment: 'functions/ registers what shared/api/ and shared/jobs/ do.',
      from: { path: '^functions/' },
      to: { path: '^(?!functions/|shared/|node_modules/|@azure/functions)' },
    },
    {
      name: 'console-alone',
      severity: 'error',
      comment: 'The web console knows the service by its API: it runs in a browser.',
      from: { path: '^console/' },
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
    // A test stands beside its module and belongs to no floor: it may use test/support/ and any room.
    exclude: { path: '^(?:dist|node_modules)/|\\.test\\.ts$' },
  },
};
