import { hash } from 'node:crypto';
import type { Answer } from '../endpoint.ts';

/**
 * GET /handover/{id}: the page behind a link. The link's secret stands behind its `#`, which no browser sends; only the button
 * opens the hand-over, so that a program that looks at links in mails does not use it up.
 */
export function getHandoverPage(): Answer {
  return { status: 200, text: page, mediaType: 'text/html; charset=utf-8', headers };
}

const style =
  'body{max-width:44rem;margin:3rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}:root{color-scheme:light dark}dt{font-weight:600;margin-top:1rem}dd{margin:0;display:flex;gap:.5rem;flex-wrap:wrap}code{overflow-wrap:anywhere;flex:1 1 20rem}button{font:inherit;padding:.25rem 1rem}';

/** What is shown is set as text, never as HTML; the secret leaves the address bar and the history at once. */
const script = `
const secret = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
const byId = (id) => document.getElementById(id);
const tell = (text) => { byId('status').textContent = text; };
const labels = [
  ['tenantUrl', 'Provisioning tenant URL', 'Tenant URL'],
  ['secretToken', 'Provisioning secret token', 'Secret token'],
  ['tokenEndpoint', 'Token endpoint', 'Token endpoint'],
  ['clientId', 'Client ID', 'Client identifier'],
  ['clientSecret', 'Client secret', 'Client secret'],
];
function row(name, value, field) {
  const [term, entry, code, copy] = ['dt', 'dd', 'code', 'button'].map((tag) => document.createElement(tag));
  term.textContent = name + ' (in Entra: ' + field + ')';
  code.textContent = value;
  copy.type = 'button';
  copy.textContent = 'Copy';
  copy.setAttribute('aria-label', 'Copy ' + name);
  copy.addEventListener('click', () => navigator.clipboard.writeText(value).then(
    () => tell(name + ' is copied.'),
    () => tell('The browser does not let this page copy. Select the text.'),
  ));
  entry.append(code, copy);
  byId('values').append(term, entry);
}
async function open() {
  byId('open').disabled = true;
  tell('Opening …');
  const response = await fetch(location.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
  });
  const answer = await response.json();
  if (!response.ok) {
    tell(answer.detail);
    byId('open').disabled = response.status < 429;
    return;
  }
  byId('start').hidden = true;
  for (const [member, name, field] of labels) if (answer[member]) row(name, answer[member], field);
  byId('after').hidden = false;
  tell('Opened for ' + answer.displayName + '.');
  byId('values').focus();
}
byId('open').addEventListener('click', () => open().catch(() => {
  byId('open').disabled = false;
  tell('The service does not answer. Try again.');
}));
if (secret === '') {
  byId('open').disabled = true;
  tell('The link is not complete: what stands behind the # is missing. Open the whole link.');
}
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Provisioning credentials</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Provisioning credentials</h1>
<div id="start">
<p>This link shows the credentials for Microsoft Entra provisioning. It opens once: have the page <em>Admin credentials</em> of the provisioning in Entra ready.</p>
<p><button id="open" type="button">Show the credentials</button></p>
</div>
<p id="status" role="status"></p>
<dl id="values" tabindex="-1"></dl>
<p id="after" hidden>Paste them into Entra now, and click <em>Test connection</em>. This page can not show them again.</p>
<noscript><p>This page needs JavaScript: the link's secret must not be sent to the server by opening it.</p></noscript>
</main>
<script>${script}</script>
</body>
</html>
`;

function source(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}

const headers = {
  'Content-Security-Policy': `default-src 'none'; script-src ${source(script)}; style-src ${source(style)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
