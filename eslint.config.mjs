import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The walls between the rooms (ARCHITECTURE.md): which folder may import which library or room. */
const walls = {
  jose: {
    name: 'jose',
    message: 'jose lives in shared/auth and shared/secrets, and where the simulator signs as Entra does.',
  },
  ajv: {
    group: ['ajv', 'ajv/**', 'ajv-formats'],
    message: 'ajv lives in shared/scim/schema, shared/api/manage and the build scripts.',
  },
  tables: {
    name: '@azure/data-tables',
    message: 'The SDK of Table Storage is known to shared/store only.',
  },
  pipeline: {
    name: '@azure/core-rest-pipeline',
    message: 'The pipeline of the SDK is known to shared/store only.',
  },
  telemetry: {
    group: ['@opentelemetry/*', '@azure/monitor-opentelemetry-exporter'],
    message: 'OpenTelemetry lives in shared/telemetry.',
  },
  xml: {
    group: ['xml-crypto', '@xmldom/xmldom'],
    message: 'XML and its signatures live in shared/signIn/xml, and where the stand-in directory signs.',
  },
  identity: { name: '@azure/identity', message: '@azure/identity is loaded in shared/store/tables.ts only.' },
};

const oneName = { name: 'vitest', importNames: ['it'], message: 'A test is named by test(…) everywhere.' };

function wall(files, ...open) {
  const closed = Object.entries(walls).filter(([name]) => !open.includes(name));
  const paths = [oneName, ...closed.map(([, entry]) => entry).filter((entry) => 'name' in entry)];
  const patterns = closed.map(([, entry]) => entry).filter((entry) => 'group' in entry);
  return { files, rules: { 'no-restricted-imports': ['error', { paths, patterns }] } };
}

/** The test of one module stands beside it. */
const tests = ['test/**', '**/*.test.ts'];

const lateImport = {
  selector:
    'ImportExpression:not([source.value=/^(@azure.(identity|core-xml)|jose|xml-crypto|@xmldom.xmldom|reflect-metadata|@peculiar.x509|.*.generated.(discovery|manage|openApi).js|..(beginExport|azureMonitor|proxyAgents).ts)$/])',
  message:
    'Imports stand at the top. Loaded late are what scripts/bundle.ts lists, and all commands after the version of Node is known.',
};

const methodOfSdk = {
  selector:
    'CallExpression[callee.property.name=/^(?:(?:get|list|create|update|upsert|delete)Entit(?:y|ies)|submitTransaction|createTable|deleteTable)$/]',
  message:
    'The SDK calls storage without our time-outs and repetitions: use shared/store/partition.ts and writeRows.ts.',
};

const errorWithoutTable = {
  selector: 'NewExpression[callee.name="ScimError"]',
  message: 'An error has its own function and code: add it to a table (shared/scim/errors/).',
};

export default defineConfig(
  globalIgnores(['dist/', 'generated/', 'coverage/', '.data/']),
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
    },
  },
  wall(['**/*.{ts,tsx}']),
  wall(['shared/auth/**', 'shared/secrets/**', 'cli/entra/wire/authority.ts'], 'jose'),
  wall(['shared/signIn/xml/**', 'cli/directory/**'], 'xml'),
  wall(['shared/scim/schema/**', 'shared/api/manage/**', 'scripts/**'], 'ajv'),
  wall(['shared/store/**'], 'tables', 'pipeline'),
  wall(['shared/telemetry/**'], 'telemetry'),
  wall(['bench/**'], 'tables'),
  wall(['shared/store/tables.ts'], 'tables', 'pipeline', 'identity'),
  {
    files: ['functions/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\./|\\.\\./shared/|@azure/functions$)',
              message: 'functions/ calls into shared/ only.',
            },
          ],
        },
      ],
    },
  },
  {
    // Which rooms know which is held by .dependency-cruiser.mjs.
    files: ['shared/scim/**'],
    ignores: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!\\.)', message: 'shared/scim is pure: no library, no I/O.' }] },
      ],
    },
  },
  {
    // The console runs in a browser. What it does at an event is short, and returns nothing.
    files: ['console/**'],
    rules: { '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }] },
  },
  {
    // What is imported when it is needed passes no-restricted-imports by.
    files: ['**/*.ts'],
    ignores: [
      'shared/store/tables.ts',
      'cli/main.ts',
      'console/**',
      'scripts/consoleTypes.ts',
      'scripts/consoleBundle.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', lateImport, errorWithoutTable] },
  },
  {
    // One way to Table Storage, for all tables: shared/store/tableRequest.ts.
    files: ['shared/**', 'cli/**'],
    ignores: ['shared/store/tables.ts', 'cli/main.ts', ...tests],
    rules: { 'no-restricted-syntax': ['error', lateImport, methodOfSdk, errorWithoutTable] },
  },
  { files: ['shared/scim/error.ts'], rules: { 'no-restricted-syntax': ['error', lateImport, methodOfSdk] } },
  // A test may look behind a wall: at what is stored, or signed.
  wall(tests, 'tables', 'jose', 'xml'),
  wall(['test/api/manage/**', 'test/support/describedApi.ts'], 'tables', 'jose', 'xml', 'ajv'),
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['infra/entra/*.mjs'],
    languageOptions: {
      globals: {
        AbortSignal: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        URLSearchParams: 'readonly',
      },
    },
  },
  // `as` is allowed where a test or a build script states what it knows; product code narrows instead.
  {
    files: [...tests, 'scripts/**', '*.config.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': 'off' },
  },
);
