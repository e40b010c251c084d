import { useState } from 'preact/hooks';
import { api, ifMatch, type Schemas } from '../../api/client.ts';
import { versioned, type Tenant } from '../../api/tenants.ts';
import { Button } from '../../parts/Button.tsx';
import { Form } from '../../parts/Form.tsx';
import { Badge, Box, CopyButton, Facts } from '../../parts/Small.tsx';
import { useAction } from '../../state/load.ts';
import { say } from '../../state/said.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { SingleSignOnFields } from './SingleSignOnFields.tsx';
import { changeOf, errorsOf, formOf } from './singleSignOnForm.ts';
import type { TabProps } from './tab.ts';

const words = texts.singleSignOn;

/** Whether people can sign in, what to enter in Entra for it, and the settings. */
export function SingleSignOn(props: TabProps) {
  const { tenant } = props.of;
  const { singleSignOn, settings, enterpriseApplication } = tenant;
  return (
    <>
      <State tenant={tenant} />
      {enterpriseApplication === null ? null : <EntraValues of={enterpriseApplication} />}
      {may('manageChangeTenant') ? (
        <SingleSignOnSheet key={JSON.stringify([singleSignOn, settings.entraTenantId])} {...props} />
      ) : (
        <SingleSignOnFacts tenant={tenant} />
      )}
    </>
  );
}

function State({
  tenant: { singleSignOn, enterpriseApplication, provisioning },
}: {
  readonly tenant: Tenant;
}) {
  if (enterpriseApplication === null)
    return (
      <Box tone="warn" title={words.notServed}>
        <p>{words.notServedAdvice}</p>
      </Box>
    );
  if (!singleSignOn.enabled)
    return (
      <Box tone="calm" title={words.off}>
        <p>{may('manageChangeTenant') ? words.offAdvice : words.offNotYours}</p>
      </Box>
    );
  if (!provisioning.enabled)
    return (
      <Box tone="warn" title={words.tenantDisabled}>
        <p>{words.tenantDisabledAdvice}</p>
      </Box>
    );
  return (
    <p>
      <Badge tone="good">{words.on}</Badge>{' '}
      <a href={enterpriseApplication.signOnUrl} target="_blank" rel="noreferrer">
        {words.openPage}
      </a>
    </p>
  );
}

/** What Entra asks for under Basic SAML Configuration. */
function EntraValues({ of }: { readonly of: NonNullable<Schemas['EnterpriseApplication']> }) {
  const values = [
    [words.identifier, of.identifier],
    [words.replyUrl, of.replyUrl],
    [words.signOnUrl, of.signOnUrl],
  ] as const;
  return (
    <>
      <h2>{words.forEntra}</h2>
      <p>{words.forEntraAdvice}</p>
      <dl class="shown sheet">
        {values.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
              <CopyButton text={value} label={name} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function SingleSignOnSheet({ of: { tenant, etag }, loaded }: TabProps) {
  const [form, setForm] = useState(formOf(tenant));
  const [asked, setAsked] = useState(false);
  const action = useAction();
  const errors = errorsOf(form);
  const save = async () => {
    const body = changeOf(form, tenant);
    if (body === undefined) {
      say(texts.general.unchanged);
      return;
    }
    const params = { path: { tenant: tenant.name } };
    const answer = await api.PATCH('/manage/tenants/{tenant}', { params, headers: ifMatch(etag), body });
    loaded.put(versioned(answer));
    say(texts.general.saved);
  };
  const discard = () => {
    setForm(formOf(tenant));
    setAsked(false);
    action.forget();
  };
  return (
    <Form
      sheet
      verb={texts.general.save}
      beside={<Button onClick={discard}>{texts.general.discard}</Button>}
      action={action}
      isValid={Object.keys(errors).length === 0}
      onAsk={() => setAsked(true)}
      act={save}
      reload={loaded.reload}
    >
      <h2>{texts.general.settings}</h2>
      <SingleSignOnFields form={form} errors={asked ? errors : {}} onChange={setForm} />
    </Form>
  );
}

/** The settings for who may not change them. */
function SingleSignOnFacts({ tenant: { singleSignOn, settings } }: { readonly tenant: Tenant }) {
  const { metadataUrl, match, automaticRegistration, sessionMinutes, returnUrls } = singleSignOn;
  return (
    <>
      <h2>{texts.general.settings}</h2>
      <Facts
        of={[
          [words.metadataUrl, metadataUrl ?? texts.none],
          [words.directoryId, settings.entraTenantId ?? texts.none],
          [words.match, words.matches[match]],
          [words.automaticRegistration, automaticRegistration ? texts.yes : texts.no],
          [words.sessionMinutes, sessionMinutes],
          [words.returnUrls, returnUrls.length === 0 ? texts.none : returnUrls.join(' ')],
        ]}
      />
    </>
  );
}
