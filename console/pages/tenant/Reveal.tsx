import { useEffect, useState } from 'preact/hooks';
import { api, bodyOf, type Schemas } from '../../api/client.ts';
import { Button } from '../../parts/Button.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Form } from '../../parts/Form.tsx';
import { TextField } from '../../parts/Fields.tsx';
import { Facts } from '../../parts/Small.tsx';
import { useAction } from '../../state/load.ts';
import { texts } from '../../texts.ts';

type Secrets = Schemas['RevealedSecrets']['secrets'];

const words = texts.reveal;

/** How long secrets of a user stay on the screen, in seconds. */
const shownSeconds = 30;

interface RevealProps {
  readonly tenant: string;
  readonly id: string;
}

/** Shows a user's PIN and code for half a minute, to who says why. */
export function Reveal(props: RevealProps) {
  const [asking, setAsking] = useState(false);
  const [secrets, setSecrets] = useState<Secrets | undefined>(undefined);
  return (
    <>
      <div class="commands">
        <Button onClick={() => setAsking(true)}>{words.open}</Button>
      </div>
      {asking ? <Asking {...props} onShow={setSecrets} onClose={() => setAsking(false)} /> : null}
      {secrets === undefined ? null : <Shown secrets={secrets} onHide={() => setSecrets(undefined)} />}
    </>
  );
}

interface AskingProps extends RevealProps {
  readonly onShow: (secrets: Secrets) => void;
  readonly onClose: () => void;
}

function Asking({ tenant, id, onShow, onClose }: AskingProps) {
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const action = useAction();
  const missing = asked && reason.trim() === '' ? words.reasonMissing : undefined;
  const reveal = async () => {
    const params = { path: { tenant, id } };
    const body = { reason: reason.trim() };
    const { secrets } = await bodyOf(
      api.POST('/manage/tenants/{tenant}/users/{id}/secrets', { params, body }),
    );
    onShow(secrets);
    onClose();
  };
  return (
    <Dialog title={words.title} onClose={onClose}>
      <Form
        verb={words.show}
        beside={<Button onClick={onClose}>{texts.cancel}</Button>}
        action={action}
        isValid={reason.trim() !== ''}
        onAsk={() => setAsked(true)}
        act={reveal}
      >
        <p>{words.introduction}</p>
        <TextField
          label={words.reason}
          hint={words.reasonHint}
          required
          maxLength={200}
          value={reason}
          onChange={setReason}
          error={missing}
        />
      </Form>
    </Dialog>
  );
}

function Shown({ secrets, onHide }: { readonly secrets: Secrets; readonly onHide: () => void }) {
  const [remaining, setRemaining] = useState(shownSeconds);
  useEffect(() => {
    const timer = setInterval(() => setRemaining((before) => before - 1), 1_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  useEffect(() => {
    if (remaining <= 0) onHide();
  }, [remaining]);
  return (
    <section class="box warn revealed" aria-label={words.shown}>
      <div>
        <div role="status">
          {secrets.length === 0 ? <p>{words.none}</p> : null}
          <Facts
            of={secrets.map(({ attribute, value, problem }) => [
              words.names[attribute.slice(attribute.lastIndexOf(':') + 1)] ?? attribute,
              value === undefined ? problem : <code key={attribute}>{value}</code>,
            ])}
          />
        </div>
        <p class="fine">{words.hidesIn(remaining)}</p>
        <Button onClick={onHide}>{words.hide}</Button>
      </div>
    </section>
  );
}
