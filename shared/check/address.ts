import { note, ok, problem, warning, type Finding } from './finding.ts';

const about = 'URL';

/** A tenant URL as it was meant, with findings about how it was written. */
export interface Address {
  /** Undefined if the text is no usable URL. */
  readonly url: URL | undefined;
  readonly findings: readonly Finding[];
}

const portals = /(?:^|\.)(?:portal\.azure\.com|entra\.microsoft\.com|login\.microsoftonline\.com)$/;
const resources = /\/(?:Users|Groups|Schemas|ResourceTypes|ServiceProviderConfig)(?:\/.*)?$/i;

/** Reads a tenant URL. Obvious mistakes are corrected and reported. */
export function readAddress(text: string): Address {
  const url = URL.parse(text.trim());
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return refused(
      'This is not a URL.',
      'Give the provisioning tenant URL in full, such as https://<host>/scim/<tenant>.',
    );
  if (url.username !== '' || url.password !== '')
    return refused(
      'The URL contains a user name or password.',
      'Take it out, and hand over the secret token apart from the URL.',
    );
  if (portals.test(url.hostname))
    return refused(
      `${url.hostname} is a portal of Microsoft's, not the service.`,
      'Give the provisioning tenant URL, which "tenant enable" printed.',
    );
  const findings = [...schemeFindings(url), ...pathFindings(url)];
  url.pathname = withoutResource(url.pathname).replace(/\/+$/, '');
  url.hash = '';
  return {
    url,
    findings:
      findings.length > 0 ? findings : [ok(about, `${url.origin}${url.pathname} has the right shape.`)],
  };
}

/** The path up to the tenant. A tenant may have the name of a resource. */
function withoutResource(path: string): string {
  const own = /^\/scim\/[^/]+/.exec(path)?.[0] ?? '';
  return own + path.slice(own.length).replace(resources, '');
}

function refused(seen: string, advice: string): Address {
  return { url: undefined, findings: [problem(about, seen, advice)] };
}

/** Whether the service runs on this machine, where TLS would protect nothing. */
export function isLocal({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

/** Whether a token may be sent to this URL: never without TLS over a network. */
export function mayBeShown(url: URL | undefined): url is URL {
  return url !== undefined && (url.protocol === 'https:' || isLocal(url));
}

function schemeFindings(url: URL): readonly Finding[] {
  if (url.protocol === 'https:') return [];
  if (isLocal(url))
    return [note(about, 'It is http: right for a service on this machine. Entra can only reach https.')];
  return [
    problem(
      about,
      'It begins with http://: the token would cross the network for everybody to read.',
      'Use https://. Entra takes nothing else.',
    ),
  ];
}

function pathFindings(url: URL): readonly Finding[] {
  const findings: Finding[] = [];
  const path = withoutResource(url.pathname);
  if (path !== url.pathname)
    findings.push(
      problem(
        about,
        'Behind the tenant stands the name of a resource, such as /Users.',
        'Give Entra the URL up to the tenant only: it adds /Users itself.',
      ),
    );
  else if (url.pathname.length > 1 && url.pathname.endsWith('/'))
    findings.push(
      warning(
        about,
        'A slash stands at its end.',
        'Leave it out: some clients then ask for //Users, which no host routes.',
      ),
    );
  if (!/^\/scim\/[^/]+\/?$/.test(path))
    findings.push(
      warning(
        about,
        'Its path is not /scim/<tenant>.',
        'Right for another SCIM service; for this one, copy the URL that "tenant enable" printed.',
      ),
    );
  return findings;
}
