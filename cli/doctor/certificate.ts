import { ok, problem, warning, type Finding } from '../../shared/check/finding.ts';
import { counted } from '../counted.ts';

const dayMs = 24 * 3_600_000;

/** What a server presented in the TLS handshake. */
export interface ShownCertificate {
  /** `TLSv1.3` */
  readonly protocol: string;
  /** OpenSSL's name for why it is not trusted: `CERT_HAS_EXPIRED`. Undefined if it is trusted. */
  readonly refusal: string | undefined;
  /** As OpenSSL prints it: `Jan 31 08:00:00 2026 GMT`; undefined if there is no certificate or no end. */
  readonly until: string | undefined;
}

const about = 'TLS';

/** Judges a certificate as a client such as Entra does. */
export function certificateFinding({ protocol, refusal, until }: ShownCertificate, now: number): Finding {
  const end = Date.parse(until ?? '');
  if (end < now)
    return problem(
      about,
      `The certificate has expired on ${dateOf(end)}.`,
      'Renew it. Until then Entra refuses to connect.',
    );
  if (refusal !== undefined) return untrusted(refusal);
  if (Number.isNaN(end))
    return warning(
      about,
      `${protocol}; the certificate does not say until when it is valid.`,
      'Have one issued that does: clients may refuse this one.',
    );
  const days = Math.floor((end - now) / dayMs);
  const seen = `${protocol}; the certificate is valid until ${dateOf(end)} (${counted(days, 'day')}).`;
  return days < 21 ? warning(about, seen, 'See to it that it is renewed.') : ok(about, seen);
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function untrusted(refusal: string): Finding {
  const [why, advice] = reasons[refusal] ?? ['it is not trusted', publicOne];
  return problem(about, `The certificate is refused: ${why} (${refusal}).`, advice);
}

const publicOne =
  'Entra takes only certificates of a public authority: bind one to the host, or use the azurewebsites.net name.';

const reasons: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'it is for another host',
    'Use the host name that it names, or have one issued for this one.',
  ],
  CERT_NOT_YET_VALID: [
    'it is not valid yet',
    "See whether this machine's clock is right; if it is, the certificate was issued too early or bound too soon.",
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['it is self-signed', publicOne],
  SELF_SIGNED_CERT_IN_CHAIN: ['it comes from an authority that is not public', publicOne],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'its issuer is not known',
    'Have the server send the intermediate certificates with its own. If it does, the authority is not a public one, and Entra takes no other.',
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['it comes from an authority that is not public', publicOne],
};
