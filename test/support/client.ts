/** An answer as a test looks at it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // A test states what it expects of the body by its assertions.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface Client {
  /** `path` stands behind the tenant URL: `/Users?filter=…`. A body that is no string is sent as JSON. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
}

/** A SCIM client of one tenant, over real HTTP. */
export function clientOf(tenantUrl: string, token: string | undefined): Client {
  return {
    async send(method, path, body, headers = {}) {
      const response = await fetch(`${tenantUrl}${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const { status } = response;
      return {
        status,
        headers: response.headers,
        text,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
    },
  };
}
