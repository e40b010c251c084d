import { useEffect, useRef, useState } from 'preact/hooks';
import type { Tenant } from '../../api/tenants.ts';
import { Button } from '../../parts/Button.tsx';
import { Badge, Box, Copyable, Facts, Moment } from '../../parts/Small.tsx';
import { tenantAddress } from '../../state/addresses.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { Check } from './Check.tsx';
import { EnableForm } from './EnableForm.tsx';
import { Progress } from './Progress.tsx';
import type { TabProps } from './tab.ts';

const words = texts.provisioning;

/** Whether provisioning is on, where Entra sends to, and the way to turn it on. */
export function Provisioning(props: TabProps) {
  const { tenant } = props.of;
  return (
    <>
      {tenant.provisioning.enabled ? <On tenant={tenant} /> : <Off {...props} />}
      {may('manageReadActivity') && (tenant.provisioning.enabled || tenant.lastSeen !== null) ? (
        <Progress tenant={tenant.name} />
      ) : null}
      <h2>{words.addresses}</h2>
      <Facts
        of={[
          [words.tenantUrl, <Copyable key="url" text={tenant.tenantUrl} label={words.tenantUrl} />],
          [
            words.tokenEndpoint,
            tenant.tokenEndpoint === null ? (
              words.noTokenEndpoint
            ) : (
              <Copyable key="endpoint" text={tenant.tokenEndpoint} label={words.tokenEndpoint} />
            ),
          ],
        ]}
      />
      {may('manageCheckTenant') ? <Check tenant={tenant.name} /> : null}
    </>
  );
}

function On({ tenant }: { readonly tenant: Tenant }) {
  return (
    <>
      <p>
        <Badge tone="good">{words.on}</Badge>{' '}
        <span class="soft">
          {words.since} <Moment at={tenant.provisioning.since} otherwise="" />
        </span>
      </p>
      {may('manageReadActivity') ? null : (
        <Facts
          of={[[words.lastSeen, <Moment key="seen" at={tenant.lastSeen} otherwise={words.neverSeen} />]]}
        />
      )}
      {tenant.lastSeen === null ? (
        <Box tone="calm" title={words.next}>
          <p>{words.nextAdvice}</p>
        </Box>
      ) : null}
    </>
  );
}

function Off(props: TabProps) {
  const { tenant } = props.of;
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // The button that opens the form goes away with that, and so does the form: the focus would be lost.
    if (open !== wasOpen.current) place.current?.querySelector<HTMLElement>('input:checked, button')?.focus();
    wasOpen.current = open;
  }, [open]);
  if (tenant.removing !== null)
    return (
      <Box tone="warn" title={words.removing}>
        <p>
          <a href={tenantAddress(tenant.name, 'danger')}>{words.removingAdvice}</a>
        </p>
      </Box>
    );
  return (
    <>
      <Box tone="calm" title={words.off}>
        <p>{may('manageEnableProvisioning') ? words.offAdvice : words.offNotYours}</p>
      </Box>
      <div ref={place}>
        {may('manageEnableProvisioning') && !open ? (
          <p>
            <Button kind="primary" onClick={() => setOpen(true)}>
              {words.enable}
            </Button>
          </p>
        ) : null}
        {open ? <EnableForm {...props} onClose={() => setOpen(false)} /> : null}
      </div>
    </>
  );
}
