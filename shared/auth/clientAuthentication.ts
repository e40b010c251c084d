import {
  clientAuthenticationAmbiguous,
  clientIdMismatch,
  tokenParameterMissing,
} from '../scim/errors/token.ts';

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Parameters of a token request's form, by name. None is empty. */
export type Form = ReadonlyMap<string, string>;

/** Client authentication in a token request (RFC 6749 §2.3, RFC 7523 §2.2). */
export type PresentedClient =
  | { readonly kind: 'secret'; readonly clientId: string; readonly secret: string }
  | { readonly kind: 'assertion'; readonly clientId: string | undefined; readonly assertion: string };

/**
 * Reads the client authentication; undefined if there is none or it is malformed.
 *
 * @throws ScimError, OAuth's `invalid_request`, if there are two kinds, or half of one.
 */
export function readClientAuthentication(
  form: Form,
  authorization: string | null,
): PresentedClient | undefined {
  const clientId = form.get('client_id');
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  const assertionType = form.get('client_assertion_type');
  const ways = [authorization, secret, assertion ?? assertionType].filter((way) => (way ?? '') !== '');
  if (ways.length > 1) throw clientAuthenticationAmbiguous();
  if ((authorization ?? '') !== '') return readBasic(authorization ?? '', clientId);
  if (secret !== undefined) {
    if (clientId === undefined) throw tokenParameterMissing('client_id');
    return { kind: 'secret', clientId, secret };
  }
  if (assertion === undefined && assertionType === undefined) return undefined;
  if (assertion === undefined) throw tokenParameterMissing('client_assertion');
  if (assertionType === undefined) throw tokenParameterMissing('client_assertion_type');
  return assertionType === jwtBearer ? { kind: 'assertion', clientId, assertion } : undefined;
}

/** Id and secret are form-encoded before they are joined (RFC 6749 §2.3.1). */
function readBasic(authorization: string, clientIdInBody: string | undefined): PresentedClient | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const clientId = formDecode(text.slice(0, colon));
  const secret = formDecode(text.slice(colon + 1));
  if (colon === -1 || clientId === undefined || secret === undefined) return undefined;
  if (clientIdInBody !== undefined && clientIdInBody !== clientId) throw clientIdMismatch();
  return { kind: 'secret', clientId, secret };
}

function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
