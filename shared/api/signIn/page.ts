import { hash } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';
import type { ScimError } from '../../scim/error.ts';
import type { Answer } from '../endpoint.ts';
import { html, nothing, type Html } from '../markup.ts';
import { preferredLanguage, texts, type Texts } from './texts.ts';

const style =
  'body{max-width:32rem;margin:4rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}:root{color-scheme:light dark}dt{font-weight:600;margin-top:.75rem}dd{margin:0;overflow-wrap:anywhere}a.action,button{display:inline-block;font:inherit;padding:.5rem 1.25rem;border:1px solid;border-radius:.25rem;background:none;color:inherit;text-decoration:none;cursor:pointer}small{opacity:.8;overflow-wrap:anywhere}';

interface PageOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Origin of the directory: the form that signs out is redirected there. */
  readonly formsTo?: string;
}

/** Makes a page in the language of the browser. */
export function page(
  request: Pick<HttpRequest, 'headers'>,
  body: (words: Texts) => Html,
  { status = 200, headers = {}, formsTo = '' }: PageOptions = {},
): Answer {
  const language = preferredLanguage(request.headers.get('accept-language'));
  const words = texts[language];
  const document = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${words.title}</title>
        ${{ html: `<style>${style}</style>` }}
      </head>
      <body>
        <main>${body(words)}</main>
      </body>
    </html> `;
  return {
    status,
    text: document.html,
    mediaType: 'text/html; charset=utf-8',
    headers: { ...headers, ...pageHeaders(formsTo), Vary: 'Accept-Language, Cookie' },
  };
}

/** The page loads nothing and can't be framed; its only style is allowed by its hash. */
function pageHeaders(formsTo: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
    // A browser checks the redirect after a form, too.
    `form-action 'self' ${formsTo}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    // Within this service the form must say where it comes from; others learn nothing.
    'Referrer-Policy': 'same-origin',
  };
}

/** The page of an error. A refused sign-in has one sentence, whatever the reason. */
export function signInErrorPage(
  error: ScimError,
  { request, requestId }: { readonly request: HttpRequest; readonly requestId: string },
): Answer {
  const { tenant = '' } = request.params;
  return page(
    request,
    (words) => {
      const again =
        error.status === 404
          ? nothing
          : html`<p><a class="action" href="/sso/${encodeURIComponent(tenant)}">${words.tryAgain}</a></p>`;
      return html`<h1>${words.title}</h1>
        <p role="alert">${sentenceOf(error, words)}</p>
        ${again}
        <p><small>${words.requestId}: ${requestId}</small></p>`;
    },
    { status: error.status, headers: error.headers },
  );
}

function sentenceOf({ code, status }: ScimError, words: Texts): string {
  if (code === 'returnToInvalid') return words.wrongAddress;
  if (status === 404) return words.notFound;
  if (status === 429) return words.tooMany;
  return status >= 500 ? words.unavailable : words.refused;
}
