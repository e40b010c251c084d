import {
  issuerOf,
  issuerTemplate,
  fetchDocument,
  UnusableDocument,
} from '../../shared/auth/entraDocuments.ts';
import { isLocal } from '../../shared/check/address.ts';
import { note, ok, problem, type Finding } from '../../shared/check/finding.ts';
import { clockFinding } from '../../shared/check/protocol.ts';
import {
  addressFindings,
  directoryClockFinding,
  matchFinding,
  metadataFindings,
  servesNobody,
  settingsFindings,
  unreadableFinding,
  type CheckedDeployment,
} from '../../shared/check/singleSignOn.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { directoryLimits } from '../../shared/signIn/directories.ts';
import { metadataLimits, readFederationMetadata } from '../../shared/signIn/federationMetadata.ts';
import { signInAddresses } from '../../shared/tenants/singleSignOn.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { ask } from './ask.ts';
import { codeOf, isUnanswered } from './network.ts';

export interface ExaminedSignIn extends CheckedDeployment {
  readonly tenant: Tenant;
  /** Some of its users. */
  readonly users: readonly StoredResource[];
  /** Origin of the service, without a slash at its end. */
  readonly serviceUrl: string;
  /** Origin of Entra. */
  readonly authority: string;
}

/** Examines single sign-on of a tenant from outside: its settings, the service, the directory. It writes nothing. */
export async function examineSignIn(examined: ExaminedSignIn): Promise<readonly Finding[]> {
  const { tenant, users, serviceUrl } = examined;
  const { singleSignOn } = tenant.identityProvider;
  const addresses = signInAddresses(serviceUrl, tenant.name, singleSignOn);
  return [
    ...settingsFindings(tenant, examined),
    ...(await serviceFindings(addresses.signOnUrl, servesNobody(tenant))),
    ...(await directoryFindings(examined)),
    matchFinding(tenant, users),
    ...addressFindings(addresses),
  ];
}

/** @param turnedOff whether the settings explain a 404. */
async function serviceFindings(signOnUrl: string, turnedOff: boolean): Promise<readonly Finding[]> {
  const about = 'Service';
  const url = new URL(signOnUrl);
  const scheme =
    url.protocol === 'https:'
      ? []
      : [
          isLocal(url)
            ? note(about, 'It is http, which is right only for a service on this machine.')
            : problem(about, `${url.origin} is http.`, 'Use https: browsers send the cookies nowhere else.'),
        ];
  try {
    const reply = await ask(`${signOnUrl}/metadata`);
    const served = reply.status === 200;
    return [
      ...scheme,
      served ? ok(about, `It serves ${signOnUrl}`) : unservedFinding(signOnUrl, reply.status, turnedOff),
      ...(served ? [clockFinding(reply, Date.now())] : []),
    ];
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    const advice = 'Start the service, or correct SCIM_PUBLIC_URL. "doctor" looks closer.';
    return [...scheme, problem(about, `${url.origin} does not answer (${codeOf(error)}).`, advice)];
  }
}

function unservedFinding(signOnUrl: string, status: number, turnedOff: boolean): Finding {
  const about = 'Service';
  if (status === 404 && turnedOff)
    return note(about, `${signOnUrl}/metadata is 404, as expected until the settings above are right.`);
  return problem(
    about,
    `${signOnUrl}/metadata is ${status}.`,
    'Set SCIM_SINGLE_SIGN_ON=on for the function app. A running service follows a change of a tenant within 30 seconds.',
  );
}

/** Reads the metadata as the service does. */
async function directoryFindings({ tenant, authority }: ExaminedSignIn): Promise<readonly Finding[]> {
  const { singleSignOn, settings } = tenant.identityProvider;
  const { metadataUrl } = singleSignOn;
  const { entraTenantId } = settings;
  if (metadataUrl === undefined || entraTenantId === undefined) return [];
  try {
    if (URL.parse(metadataUrl)?.origin !== authority)
      throw new UnusableDocument(`The metadata URL is not at ${authority} (SCIM_ENTRA_AUTHORITY).`);
    const text = await fetchDocument(metadataUrl, {
      signal: AbortSignal.timeout(directoryLimits.timeout),
      maxBytes: metadataLimits.bytes,
      accept: 'application/samlmetadata+xml, application/xml, text/xml',
    });
    const issuer = issuerOf(entraTenantId, issuerTemplate(authority, 'v1'));
    const metadata = await readFederationMetadata(text, { issuer, authority });
    const { headers } = await ask(metadataUrl);
    const now = Date.now();
    return [...metadataFindings(metadata, now), directoryClockFinding(headers.date, now)];
  } catch (error) {
    return [unreadableFinding(error)];
  }
}
