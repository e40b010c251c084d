import Builder from 'fast-xml-builder';
import type { CheckResult } from './check.ts';

/** The results as JUnit XML, for build servers. */
export function toJunit(tenantUrl: string, results: readonly CheckResult[]): string {
  const builder = new Builder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });
  const failed = results.filter(({ verdict }) => verdict === 'fail').length;
  const skipped = results.filter(({ verdict }) => verdict === 'skipped').length;
  const seconds = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  return builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    testsuites: {
      testsuite: {
        '@_name': `SCIM for Microsoft Entra ID: ${tenantUrl}`,
        '@_tests': results.length,
        '@_failures': failed,
        '@_skipped': skipped,
        '@_time': seconds.toFixed(3),
        testcase: results.map(testCase),
      },
    },
  });
}

function testCase({ group, name, verdict, reason, milliseconds, exchanges }: CheckResult): object {
  const about = exchanges
    .map(({ request, sent, status, answer }) =>
      [request, text(sent), `→ ${status}`, text(answer)].filter(Boolean).join('\n'),
    )
    .join('\n\n');
  return {
    '@_classname': group,
    '@_name': name,
    '@_time': (milliseconds / 1000).toFixed(3),
    ...(verdict === 'fail' && { failure: { '@_message': reason, '#text': about } }),
    ...(verdict === 'skipped' && { skipped: { '@_message': reason } }),
    ...(verdict === 'warning' && { 'system-out': reason }),
  };
}

function text(value: object | undefined): string {
  return value === undefined || Object.keys(value).length === 0 ? '' : JSON.stringify(value);
}
