import { looksLikeSecretToken } from '../../shared/tenants/credential.ts';
import { note, ok, problem, warning, type Finding } from '../../shared/check/finding.ts';

const about = 'Token';

/** A token as it was meant, with findings about its form. */
export interface ReadToken {
  readonly token: string;
  readonly finding: Finding;
}

/** Removes what is pasted along with a token: white space, quotes, the word Bearer. */
export function readToken(text: string): ReadToken {
  const token = text
    .trim()
    .replace(/^["'“”]+|["'“”]+$/g, '')
    .replace(/^Bearer\s+/i, '')
    .trim();
  // Editors end every file with a line end, so that one is no finding.
  const pasted = text.replace(/\r?\n$/, '') !== token;
  const finding = formFinding(token);
  if (!pasted || finding.state === 'problem') return { token, finding };
  return {
    token,
    finding: warning(
      about,
      'White space, quotes or the word Bearer stand around it.',
      'Paste nothing but the token into Entra. The rest of this examination does without them.',
    ),
  };
}

function formFinding(token: string): Finding {
  if (token === '')
    return problem(about, 'It is empty.', 'Give the secret token that "token rotate" prints.');
  if (/[^\x21-\x7e]/.test(token))
    return problem(
      about,
      'It contains white space or a character that no token has.',
      'Copy it again, in one piece.',
    );
  if (token.startsWith('ufscimc_'))
    return problem(
      about,
      'It is the secret of an OAuth client, not a secret token.',
      'Give it to Entra as client secret, or make a token with "token add".',
    );
  if (looksLikeSecretToken(token)) return ok(about, 'Its form and checksum are right.');
  if (token.startsWith('ufscim_'))
    return problem(
      about,
      'Its checksum is wrong: it was cut off or mistyped.',
      'Copy it again. If it is lost, "token rotate" makes a new one.',
    );
  return note(about, 'It is not a secret token of uniflow-scim; another service may know it.');
}

/** What the status of a request with the token means; undefined if it was accepted. */
export function refusalFinding(status: number): Finding | undefined {
  if (status === 401)
    return problem(
      about,
      'The service refuses it (401).',
      'It was revoked, has expired or belongs to another tenant; or the tenant is misspelt. "token list <tenant>" tells.',
    );
  if (status === 403)
    return problem(
      about,
      'The service knows it, and refuses it (403).',
      'Provisioning is turned off for the tenant, which "tenant enable" ends; or the scope is not "provisioning": "token add" makes a token that has it.',
    );
  if (status === 429)
    return problem(
      about,
      'The service is asked too much just now (429).',
      'Wait a minute. Many wrong tokens from one address are throttled too; raise the limits only if real work meets them.',
    );
  return undefined;
}
