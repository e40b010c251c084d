/** A page, or another answer, at which a visitor has arrived. */
export interface Arrival {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A form of a page, with what a browser would send. */
export interface PageForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** No page of a sign-in leads further. */
const maxRedirects = 5;

/** Visits pages as a browser without scripts: it keeps cookies by origin and follows redirections. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  get(url: string): Promise<Arrival> {
    return this.#go(url, {});
  }

  /** Sends a form of a page of another site. */
  post({ action, fields }: PageForm): Promise<Arrival> {
    return this.#go(action, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #go(first: string, init: RequestInit): Promise<Arrival> {
    let [url, request] = [first, init];
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const { status, headers, text } = await this.#request(url, request);
      const location = headers.get('location');
      if (status < 300 || status > 399 || location === null) return { url, status, headers, text };
      [url, request] = [new URL(location, url).href, {}];
    }
    throw new Error(`${first} leads from page to page and never ends.`);
  }

  async #request(url: string, request: RequestInit) {
    const cookies = this.#cookiesOf(url);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...request,
      redirect: 'manual',
      headers: cookie === '' ? {} : { cookie },
    });
    for (const set of response.headers.getSetCookie()) keep(cookies, set);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  #cookiesOf(url: string): Map<string, string> {
    const { origin } = new URL(url);
    const cookies = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, cookies);
    return cookies;
  }
}

function keep(cookies: Map<string, string>, set: string): void {
  const [, name, value] = /^([^=;]+)=([^;]*)/.exec(set) ?? [];
  if (name === undefined || value === undefined) return;
  if (/;\s*max-age=0/i.test(set)) cookies.delete(name);
  else cookies.set(name, value);
}

/** The form of a page that posts itself by a script; undefined if there is none. Reads what `cli/directory` writes. */
export function formIn({ url, text }: Arrival): PageForm | undefined {
  const [, action] = /<form method="post" action="([^"]*)"/.exec(text) ?? [];
  if (action === undefined) return undefined;
  const inputs = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const fields = [...inputs].map(([, name = '', value = '']) => [unescaped(name), unescaped(value)] as const);
  return { action: new URL(unescaped(action), url).href, fields: Object.fromEntries(fields) };
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

function unescaped(text: string): string {
  return text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);
}
