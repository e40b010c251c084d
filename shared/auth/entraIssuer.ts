/**
 * Entra issues tokens of two versions, each with its own issuer and keys: v1 as bearer tokens, v2 as client
 * assertions.
 */
export type EntraVersion = 'v1' | 'v2';

const placeholder = '{tenantid}';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The cloud in China has its own token service; all others share one. */
const chineseAuthority = 'https://login.partner.microsoftonline.cn';

/**
 * The issuer in Entra's common documents, with `{tenantid}` as a placeholder for Entra's tenant id.
 *
 * @param authority origin of Entra, without a slash at its end.
 */
export function issuerTemplate(authority: string, version: EntraVersion): string {
  if (version === 'v2') return `${authority}/${placeholder}/v2.0`;
  const tokenService =
    authority === chineseAuthority ? 'https://sts.chinacloudapi.cn' : 'https://sts.windows.net';
  return `${tokenService}/${placeholder}/`;
}

/** Entra's tenant id in an issuer; undefined if the issuer does not match the template. */
export function tenantIdIn(issuer: unknown, template: string): string | undefined {
  if (typeof issuer !== 'string') return undefined;
  const [before = '', after = ''] = template.split(placeholder);
  const id = issuer.slice(before.length, issuer.length - after.length);
  return guid.test(id) && issuer === issuerOf(id, template) ? id : undefined;
}

export function issuerOf(tenantId: string, template: string): string {
  return template.split(placeholder).join(tenantId);
}
