import { useLocation } from 'preact-iso/router';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, ifMatch, type Schemas } from '../../api/client.ts';
import { versioned } from '../../api/tenants.ts';
import { Button } from '../../parts/Button.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { ProblemBox } from '../../parts/ProblemBox.tsx';
import { Box } from '../../parts/Small.tsx';
import { tenantsAddress } from '../../state/addresses.ts';
import { useAction } from '../../state/load.ts';
import { say } from '../../state/said.ts';
import { texts } from '../../texts.ts';
import type { TabProps } from './tab.ts';

const words = texts.danger;

/** What ends provisioning, for a while or for good. */
export function Danger(props: TabProps) {
  const { tenant } = props.of;
  return (
    <>
      {tenant.provisioning.enabled && tenant.removing === null ? <Disable {...props} /> : null}
      <Remove {...props} />
    </>
  );
}

function Disable({ of: { tenant, etag }, loaded }: TabProps) {
  const [asking, setAsking] = useState(false);
  const disable = async () => {
    const answer = await api.PATCH('/manage/tenants/{tenant}', {
      params: { path: { tenant: tenant.name } },
      headers: ifMatch(etag),
      body: { provisioning: { enabled: false } },
    });
    loaded.put(versioned(answer));
    say(words.disabled);
  };
  return (
    <section class="sheet" aria-labelledby="disable">
      <h2 id="disable">{words.disable}</h2>
      <p>{words.disableAdvice}</p>
      <Button onClick={() => setAsking(true)}>{words.disable}</Button>
      {asking ? (
        <Confirm title={words.disable} verb={words.disable} act={disable} onClose={() => setAsking(false)}>
          <p>{words.disableAdvice}</p>
        </Confirm>
      ) : null}
    </section>
  );
}

function Remove({ of: { tenant, etag }, loaded }: TabProps) {
  const [asking, setAsking] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { users, displayName, name } = tenant;
  return (
    <section class="sheet" aria-labelledby="remove">
      <h2 id="remove">{words.remove}</h2>
      <p>{words.removeAdvice(displayName, users)}</p>
      {removing ? (
        <Removal
          tenant={name}
          etag={etag}
          onStop={() => {
            setRemoving(false);
            loaded.reload();
          }}
        />
      ) : (
        <Button kind="danger" icon="delete" onClick={() => setAsking(true)}>
          {tenant.removing === null ? words.remove : words.continue}
        </Button>
      )}
      {asking ? (
        <Confirm
          title={words.removeTitle(displayName)}
          verb={words.remove}
          typed={name}
          act={() => {
            setRemoving(true);
            return Promise.resolve();
          }}
          onClose={() => setAsking(false)}
        >
          <p>{words.removeAdvice(displayName, users)}</p>
        </Confirm>
      ) : null}
    </section>
  );
}

interface RemovalProps {
  readonly tenant: string;
  /** Of the tenant that the person has seen. */
  readonly etag: string | undefined;
  readonly onStop: () => void;
}

/** Sends the request until nothing is left. A person may leave: the service's timer finishes the removal. */
function Removal({ tenant, etag, onStop }: RemovalProps) {
  const { route } = useLocation();
  const action = useAction();
  const stopped = useRef(false);
  const [deletedRows, setDeletedRows] = useState(0);
  const [phase, setPhase] = useState<Schemas['Removal']['phase']>('deleting');
  const work = async () => {
    const params = { path: { tenant }, query: { confirm: tenant } };
    while (!stopped.current) {
      const { data, response } = await api.DELETE('/manage/tenants/{tenant}', {
        params,
        headers: ifMatch(etag),
      });
      if (response.status !== 202 || data === undefined) {
        say(words.removed(tenant));
        route(tenantsAddress);
        return;
      }
      setDeletedRows((before) => before + data.deletedRows);
      setPhase(data.phase);
      await new Promise((resolve) => setTimeout(resolve, data.retryAfter * 1_000));
    }
  };
  useEffect(() => {
    void action.run(work);
    return () => {
      stopped.current = true;
    };
  }, []);
  return (
    <>
      <div role="status">
        <Box tone="warn" title={words.phases[phase]}>
          <p>{words.deletedRows(deletedRows)}</p>
          <p>{words.mayLeave}</p>
        </Box>
      </div>
      <progress aria-label={words.phases[phase]} />
      {action.problem === undefined ? null : (
        <>
          <ProblemBox
            problem={action.problem}
            retry={action.problem.status === 412 ? onStop : () => void action.run(work)}
          />
          <Button onClick={onStop}>{texts.refresh}</Button>
        </>
      )}
    </>
  );
}
