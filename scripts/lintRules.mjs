/**
 * Rules of this code that oxlint does not have: what makes an error, what calls storage, and what is loaded late. They
 * have the form of a plug-in of ESLint, which oxlint runs.
 */

/** What `import()` may load: what scripts/bundle.ts lists, and all commands after the version of Node is known. */
const loadedLate =
  /^(?:@azure\/(?:identity|core-xml)|jose|xml-crypto|@xmldom\/xmldom|reflect-metadata|@peculiar\/x509|.*\/generated\/(?:discovery|manage|openApi)\.js|\.\.?\/(?:connect|beginExport|azureMonitor|proxyAgents)\.ts)$/;

/** Methods of `@azure/data-tables` that call storage. */
const methodsOfSdk =
  /^(?:(?:get|list|create|update|upsert|delete)Entit(?:y|ies)|submitTransaction|createTable|deleteTable)$/;

/** @param {string} message @param {(report: (node: object) => void) => object} visitors */
const rule = (message, visitors) => ({
  create: (context) => visitors((node) => context.report({ node, message })),
});

export default {
  meta: { name: 'uniflow-scim' },
  rules: {
    'late-import': rule(
      'Imports stand at the top. Loaded late are what scripts/bundle.ts lists, and all commands after the version of Node is known.',
      (report) => ({
        ImportExpression(node) {
          if (!loadedLate.test(String(node.source.value))) report(node);
        },
      }),
    ),
    'one-way-to-storage': rule(
      'The SDK calls storage without our time-outs and repetitions: use shared/store/partition.ts and writeRows.ts.',
      (report) => ({
        CallExpression(node) {
          if (methodsOfSdk.test(String(node.callee.property?.name))) report(node);
        },
      }),
    ),
    'error-from-table': rule(
      'An error has its own function and code: add it to a table (shared/scim/errors/).',
      (report) => ({
        NewExpression(node) {
          if (node.callee.name === 'ScimError') report(node);
        },
      }),
    ),
  },
};
