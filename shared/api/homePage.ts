import { hash } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';
import { version } from '../../generated/version.ts';
import type { Answer } from './response.ts';

/** Whether somebody looks with a browser, which alone names HTML in what it accepts. */
export function isBrowser({ method, headers }: Pick<HttpRequest, 'method' | 'headers'>): boolean {
  return ['GET', 'HEAD'].includes(method) && /\btext\/html\b/i.test(headers.get('accept') ?? '');
}

/** `/` for a browser: what this is, and where it is described. It holds nothing of the deployment but its release. */
export function homePage(): Answer {
  return { status: 200, text: page(), mediaType: 'text/html; charset=utf-8', headers: pageHeaders() };
}

const style =
  'body{max-width:40rem;margin:4rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}:root{color-scheme:light dark}';

function page(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>uniflow-scim</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>uniflow-scim</h1>
<p>This is a SCIM 2.0 service provider, release ${version}: Microsoft Entra ID provisions the users of print tenants into it. There is nothing to sign in to here.</p>
<p>A provisioning tenant URL has the form <code>/scim/&lt;tenant&gt;</code> at this address. Whoever operates the service hands it over, with its secret token.</p>
<ul>
<li><a href="/openapi.json">The API, described</a> (OpenAPI)</li>
<li><a href="/health/ready">Whether the service is ready</a></li>
</ul>
<p>How to connect Entra, operate the service and find out what is wrong: README.md and <code>docs/</code> of this release.</p>
</main>
</body>
</html>
`;
}

/** The page loads nothing, sends nothing and is shown in no other page; its one style is named by its hash. */
function pageHeaders(): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    // Who does not ask for HTML gets the 404 of every other path.
    Vary: 'Accept',
  };
}
