import { rememberSecret } from './secretSearch.ts';

export interface PageReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads; empty if nowhere. */
  readonly location: string;
  /** As they were set. */
  readonly setCookies: readonly string[];
}

/** Keeps cookies as a browser does, and follows nothing by itself. What a cookie holds is a secret. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  /** Names of those that no form of another site brings. */
  readonly #lax = new Set<string>();

  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<PageReply> {
    return this.send('GET', url, headers);
  }

  /** A form, sent as a page of the same site sends it, unless `headers` say otherwise. */
  post(
    url: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<PageReply> {
    return this.send('POST', url, headers, new URLSearchParams(form));
  }

  async send(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    body?: URLSearchParams | string,
  ): Promise<PageReply> {
    const isForeignForm = method === 'POST' && headers['sec-fetch-site'] === 'cross-site';
    const cookie = [...this.cookies]
      .filter(([name]) => !(isForeignForm && this.#lax.has(name)))
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const setCookies = response.headers.getSetCookie();
    for (const text of setCookies) this.#keep(text);
    const location = response.headers.get('location') ?? '';
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location,
      setCookies,
    };
  }

  #keep(text: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
    if (/;\s*max-age=0/i.test(text)) this.cookies.delete(name);
    else this.cookies.set(name, value);
    if (/;\s*samesite=none/i.test(text)) this.#lax.delete(name);
    else this.#lax.add(name);
    // The other one is a row's key, and can only end a session.
    if (name !== '__Host-signout') rememberSecret(value.split('.').at(-1));
  }
}
