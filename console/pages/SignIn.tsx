import { useEffect, useRef } from 'preact/hooks';
import { version } from '../../generated/console/version.ts';
import { api, bodyOf } from '../api/client.ts';
import { Box } from '../parts/Small.tsx';
import { useLoad } from '../state/load.ts';
import { signedOut } from '../state/session.ts';
import { texts } from '../texts.ts';
import { EntraSignIn } from './EntraSignIn.tsx';
import { TenantSignIn } from './TenantSignIn.tsx';
import { TokenForm } from './TokenForm.tsx';

const words = texts.signIn;

/** Signs in by Entra, if the deployment has that, or with a token. The address stays, so that the person comes to where they wanted to go. */
export function SignIn() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
    if (signedOut.peek() !== undefined) heading.current?.focus();
  }, []);
  const reason = signedOut.value;
  return (
    <>
      <header class="bar">
        <span class="product">{texts.product}</span>
      </header>
      <main class="signIn" id="main">
        <h1 ref={heading} tabIndex={-1}>
          {words.title}
        </h1>
        {reason === undefined ? null : (
          <div role="status">
            <Box tone={reason === 'asked' ? 'good' : 'warn'} title={words.reasons[reason]} />
          </div>
        )}
        <Ways />
        <p class="fine">{texts.frame.release(version)}</p>
      </main>
    </>
  );
}

/** How a person may sign in. A service that does not say so may still take a token. */
function Ways() {
  const { value, problem } = useLoad('signIn', (signal) => bodyOf(api.GET('/manage/signIn', { signal })));
  if (value === undefined && problem === undefined)
    return (
      <p class="loading" role="status">
        {texts.loading}
      </p>
    );
  const ofTenant = value?.singleSignOn === true ? <TenantSignIn /> : null;
  if (value?.entra == null)
    return (
      <>
        <TokenForm />
        {ofTenant}
      </>
    );
  return (
    <>
      <EntraSignIn settings={value.entra} />
      {ofTenant}
      <details>
        <summary>{words.withToken}</summary>
        <TokenForm />
      </details>
    </>
  );
}
