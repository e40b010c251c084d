/**
 * Entra issues tokens of two versions, each with an issuer and keys of its own: v1 as bearer tokens, v2 as client
 * assertions.
 */
export type EntraVersion = 'v1' | 'v2';

const placeholder = '{tenantid}';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The cloud in China has a token service of its own; all others share one. */
const chineseAuthority = 'https://login.partner.microsoftonline.cn';

/**
 * The issuer as Entra's common documents have it: with `{tenantid}` in the place of Entra's tenant id.
 *
 * @param authority origin of Entra, without a slash at its end.
 */
export function issuerTemplate(authority: string, version: EntraVersion): string {
  if (version === 'v2') return `${authority}/${placeholder}/v2.0`;
  const tokenService =
    authority === chineseAuthority ? 'https://sts.chinacloudapi.cn' : 'https://sts.windows.net';
  return `${tokenService}/${placeholder}/`;
}

/** Entra's tenant id in an issuer; undefined where it is none of this template. */
export function tenantIdIn(issuer: unknown, template: string): string | undefined {
  if (typeof issuer !== 'string') return undefined;
  const [before = '', after = ''] = template.split(placeholder);
  const id = issuer.slice(before.length, issuer.length - after.length);
  return guid.test(id) && issuer === issuerOf(id, template) ? id : undefined;
}

export function issuerOf(tenantId: string, template: string): string {
  return template.split(placeholder).join(tenantId);
}
