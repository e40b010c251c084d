import { useRef, useState } from 'preact/hooks';
import { api, bodyOf, type Schemas } from '../../api/client.ts';
import { Button } from '../../parts/Button.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { credentialColumns } from '../../parts/credentialColumns.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Form } from '../../parts/Form.tsx';
import { Choice, TextField } from '../../parts/Fields.tsx';
import { LifetimeField } from '../../parts/LifetimeField.tsx';
import { Table } from '../../parts/Table.tsx';
import { View } from '../../parts/View.tsx';
import { useAction, useLoad } from '../../state/load.ts';
import { say } from '../../state/said.ts';
import { shownOnce } from '../../state/secrets.ts';
import { may, me } from '../../state/session.ts';
import { texts } from '../../texts.ts';

type Token = Schemas['ManagementToken'];
type Role = Schemas['Role'];

const words = texts.managementTokens;
const roles: readonly Role[] = ['reader', 'support', 'admin'];

/** Who may manage the deployment by a token. */
export function ManagementTokens() {
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Token | undefined>(undefined);
  const tokens = useLoad('managementTokens', (signal) =>
    bodyOf(api.GET('/manage/managementTokens', { signal })),
  );
  const isOwn = ({ id }: Token) => id === me.value?.actor.id;
  const revoke = async (id: string) => {
    await api.DELETE('/manage/managementTokens/{id}', { params: { path: { id } } });
    say(texts.credentials.ended);
    tokens.reload();
  };
  return (
    <>
      <h2>{words.title}</h2>
      {may('manageAddManagementToken') ? (
        <div class="commands">
          <Button icon="add" onClick={() => setAdding(true)}>
            {words.add}
          </Button>
        </div>
      ) : null}
      <View of={tokens}>
        {({ managementTokens }) => (
          <Table
            caption={words.title}
            columns={[
              ...credentialColumns<Token>(),
              {
                name: words.role,
                cell: (token) => (
                  <>
                    {texts.frame.roles[token.role]}
                    {isOwn(token) ? <span class="tag">{words.yours}</span> : null}
                  </>
                ),
              },
              ...(may('manageRevokeManagementToken')
                ? [
                    {
                      name: texts.credentials.actions,
                      cell: (token: Token) => (
                        <Button
                          kind="quiet"
                          label={`${texts.credentials.revoke}: ${token.label}`}
                          onClick={() => setEnding(token)}
                        >
                          {texts.credentials.revoke}
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
            rows={managementTokens}
            keyOf={({ id }) => id}
          />
        )}
      </View>
      {adding ? <Adding onDone={tokens.reload} onClose={() => setAdding(false)} /> : null}
      {ending === undefined ? null : (
        <Confirm
          title={texts.credentials.revokeTitle(ending.label)}
          verb={texts.credentials.revoke}
          typed={isOwn(ending) ? ending.label : undefined}
          act={() => revoke(ending.id)}
          onClose={() => setEnding(undefined)}
        >
          {isOwn(ending) ? <p class="boxTitle">{words.own}</p> : null}
          <p>{texts.credentials.endAdvice}</p>
        </Confirm>
      )}
    </>
  );
}

function Adding({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const key = useRef(crypto.randomUUID());
  const [label, setLabel] = useState('');
  const [role, setRole] = useState<Role>('reader');
  const [lifetime, setLifetime] = useState('');
  const action = useAction();
  const add = async () => {
    const body = {
      role,
      ...(label.trim() === '' ? {} : { label: label.trim() }),
      ...(lifetime === '' ? {} : { expires: lifetime }),
    };
    const header = { 'Idempotency-Key': key.current };
    const { secretToken } = await bodyOf(api.POST('/manage/managementTokens', { params: { header }, body }));
    onClose();
    onDone();
    shownOnce.value = {
      title: words.made,
      introduction: words.introduction,
      values: [{ label: words.token, value: secretToken, goesTo: words.goesTo, secret: true }],
    };
  };
  return (
    <Dialog title={words.add} onClose={onClose}>
      <Form
        verb={texts.credentials.make}
        beside={<Button onClick={onClose}>{texts.cancel}</Button>}
        action={action}
        isValid
        act={add}
      >
        <TextField
          label={texts.enable.label}
          hint={texts.enable.labelHint}
          maxLength={64}
          value={label}
          onChange={setLabel}
        />
        <Choice
          legend={words.role}
          value={role}
          onChange={(value) => setRole(roles.find((each) => each === value) ?? 'reader')}
          options={roles.map((value) => ({
            value,
            label: texts.frame.roles[value],
            hint: words.roleHints[value],
          }))}
        />
        <LifetimeField kind="token" value={lifetime} onChange={setLifetime} />
      </Form>
    </Dialog>
  );
}
