import { useState } from 'preact/hooks';
import { Confirm } from '../../parts/Confirm.tsx';
import { say } from '../../state/said.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { AddCredential, type Adding } from './AddCredential.tsx';
import { Clients } from './Clients.tsx';
import type { Ending } from './CredentialSection.tsx';
import { FederatedCredentials } from './FederatedCredentials.tsx';
import { Handovers } from './Handovers.tsx';
import { SecretTokens } from './SecretTokens.tsx';
import type { TabProps } from './tab.ts';

const words = texts.credentials;

/** What authenticates the tenant: tokens, clients with their secrets, and federated credentials. */
export function Credentials({ of: { tenant }, loaded }: TabProps) {
  const [adding, setAdding] = useState<Adding | undefined>(undefined);
  const [ending, setEnding] = useState<Ending | undefined>(undefined);
  const props = { tenant, onAdd: setAdding, onEnd: setEnding };
  return (
    <>
      <SecretTokens {...props} />
      <Clients {...props} />
      <FederatedCredentials {...props} />
      {may('manageListHandovers') ? <Handovers tenant={tenant.name} /> : null}
      {adding === undefined ? null : (
        <AddCredential
          tenant={tenant}
          adding={adding}
          onDone={loaded.reload}
          onClose={() => setAdding(undefined)}
        />
      )}
      {ending === undefined ? null : (
        <Confirm
          title={ending.title}
          verb={ending.verb}
          typed={ending.inUse ? tenant.name : undefined}
          act={async () => {
            await ending.act();
            say(words.ended);
            loaded.reload();
          }}
          onClose={() => setEnding(undefined)}
        >
          {ending.inUse ? <p class="boxTitle">{words.inUse}</p> : null}
          <p>{words.endAdvice}</p>
        </Confirm>
      )}
    </>
  );
}
