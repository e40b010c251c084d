import { objectIn } from '../../shared/scim/json.ts';
import { stringOr } from '../entra/json.ts';
import type { DemoPerson } from './people.ts';
import { refusalOf, type DemoTenant } from './tenant.ts';
import { formIn, Visitor, type PageForm } from './visitor.ts';

/** What somebody does, and the status that is the right answer. */
interface Attempt {
  readonly who: DemoPerson;
  readonly does: string;
  readonly expected: number;
}

/** What became of it. */
export interface Outcome extends Attempt {
  readonly status: number;
  readonly result: string;
}

/** Begins a sign-in. @returns what the directory's page would post, with its answer `wresult`. */
export async function beginSignIn(
  { serviceUrl, tenant }: DemoTenant,
  visitor: Visitor,
  { objectId }: DemoPerson,
): Promise<PageForm> {
  const choice = await visitor.get(`${serviceUrl}/sso/${tenant}/login`);
  const url = new URL(choice.url);
  url.searchParams.set('person', objectId);
  const form = formIn(await visitor.get(url.href));
  if (form === undefined) throw new Error(`The sign-in did not lead to the directory, but to ${url.origin}.`);
  return form;
}

/** Posts the directory's answer, and says who is signed in then, or why nobody is. */
export async function endSignIn(
  tenant: DemoTenant,
  visitor: Visitor,
  form: PageForm,
  attempt: Attempt,
): Promise<Outcome> {
  const { status, headers } = await visitor.post(form);
  const result =
    status === 200
      ? await whoIsIn(tenant, visitor)
      : `refused: ${await refusalOf(tenant, headers.get('x-request-id') ?? '')}`;
  return { ...attempt, status, result };
}

/** A whole sign-in. @param alter what the visitor makes of the directory's answer. */
export async function signInAs(
  tenant: DemoTenant,
  attempt: Attempt,
  alter: (wresult: string) => string = (wresult) => wresult,
): Promise<Outcome> {
  const visitor = new Visitor();
  const form = await beginSignIn(tenant, visitor, attempt.who);
  const fields = { ...form.fields, wresult: alter(form.fields.wresult ?? '') };
  return endSignIn(tenant, visitor, { ...form, fields }, attempt);
}

/** Status of the question who is signed in. */
export async function sessionStatus({ serviceUrl, tenant }: DemoTenant, visitor: Visitor): Promise<number> {
  return (await visitor.get(`${serviceUrl}/sso/${tenant}/me`)).status;
}

async function whoIsIn({ serviceUrl, tenant }: DemoTenant, visitor: Visitor): Promise<string> {
  const { text } = await visitor.get(`${serviceUrl}/sso/${tenant}/me`);
  const { userName, cardNumber, expires } = objectIn(text) ?? {};
  const until = stringOr(expires).slice(11, 16);
  return `signed in as ${stringOr(userName)}, card ${stringOr(cardNumber)}, until ${until} UTC`;
}
