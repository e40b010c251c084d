/** Maximum length of `returnTo` in characters: it travels to the directory and back inside `wctx`, in a URL. */
const maxLength = 1_000;

/** Where a person is sent after the sign-in. */
export interface ReturnTarget {
  /** A path of this service with its query, or a URL of the tenant's list. */
  readonly url: string;
  /** Whether it leaves this service. */
  readonly external: boolean;
}

/**
 * Reads `returnTo`: a path of this service, or a URL below one of the tenant's return URLs. Browsers read `//`, `/\` and
 * control characters as the begin of another host, so a path has none of them.
 *
 * @param origin of this service, without a slash at its end.
 * @param returnUrls as the tenant's settings have them: in the form of `URL.href`, without query and fragment.
 * @returns undefined if it leads anywhere else.
 */
export function readReturnTo(
  returnTo: string,
  origin: string,
  returnUrls: readonly string[],
): ReturnTarget | undefined {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for.
  if (returnTo.length > maxLength || /[\u0000-\u0020\u007f-\u009f\\]/.test(returnTo)) return undefined;
  return returnTo.startsWith('/') ? ownPath(returnTo, origin) : listedUrl(returnTo, returnUrls);
}

function ownPath(path: string, origin: string): ReturnTarget | undefined {
  const url = URL.parse(path, origin);
  // `//host` has another origin. The parser takes dots out of a path: `/.//host` is `//host` then.
  if (url?.origin !== origin || url.pathname.startsWith('//')) return undefined;
  return { url: `${url.pathname}${url.search}${url.hash}`, external: false };
}

function listedUrl(text: string, returnUrls: readonly string[]): ReturnTarget | undefined {
  const url = URL.parse(text);
  if (url === null || `${url.username}${url.password}${url.hash}` !== '') return undefined;
  const isListed = returnUrls.some((entry) => {
    const listed = URL.parse(entry);
    return listed !== null && url.origin === listed.origin && isBelow(url.pathname, listed.pathname);
  });
  return isListed ? { url: url.href, external: true } : undefined;
}

/** Whether a path is `parent` or below it: `/print` is above `/print/job`, and not above `/printer`. */
function isBelow(path: string, parent: string): boolean {
  const folder = parent.endsWith('/') ? parent : `${parent}/`;
  return path === parent || path.startsWith(folder);
}
