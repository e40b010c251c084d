import { signInDataEndpoint, signInPageEndpoint, type SignInHandler } from '../shared/api/signIn/endpoint.ts';
import { getSignInPage, getSignedIn } from '../shared/api/signIn/home.ts';
import { getLogin } from '../shared/api/signIn/login.ts';
import { getLogout, postLogout } from '../shared/api/signIn/logout.ts';
import { getMetadata } from '../shared/api/signIn/metadata.ts';
import { postSignInCode } from '../shared/api/signIn/token.ts';
import { getWsfed, postWsfed } from '../shared/api/signIn/wsfed.ts';
import { singleSignOnServed } from '../shared/service.ts';
import { serve } from './register.ts';

function page(name: string, method: 'GET' | 'POST', path: string, handle: SignInHandler): void {
  serve(name, method, `sso/{tenant}${path}`, signInPageEndpoint(name, handle));
}

function data(name: string, method: 'GET' | 'POST', path: string, handle: SignInHandler): void {
  serve(name, method, `sso/{tenant}${path}`, signInDataEndpoint(name, handle));
}

if (singleSignOnServed()) {
  page('ssoPage', 'GET', '', getSignInPage);
  page('ssoLogin', 'GET', '/login', getLogin);
  page('ssoAnswer', 'POST', '/wsfed', postWsfed);
  page('ssoReturn', 'GET', '/wsfed', getWsfed);
  page('ssoLogoutPage', 'GET', '/logout', getLogout);
  page('ssoLogout', 'POST', '/logout', postLogout);
  data('ssoMe', 'GET', '/me', getSignedIn);
  data('ssoMetadata', 'GET', '/metadata', getMetadata);
  data('ssoToken', 'POST', '/token', postSignInCode);
}
