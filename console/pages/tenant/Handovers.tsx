import { useEffect, useRef, useState } from 'preact/hooks';
import { api, bodyOf, type Schemas } from '../../api/client.ts';
import { Button } from '../../parts/Button.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { Badge, Moment, type Tone } from '../../parts/Small.tsx';
import { Table } from '../../parts/Table.tsx';
import { Empty, View } from '../../parts/View.tsx';
import { useLoad } from '../../state/load.ts';
import { say } from '../../state/said.ts';
import { shownOnce } from '../../state/secrets.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';

type Handover = Schemas['Handover'];

const words = texts.handover;
const tones: Readonly<Record<Handover['state'], Tone>> = {
  open: 'warn',
  opened: 'good',
  revoked: 'calm',
  expired: 'calm',
};

/** The links by which credentials of the tenant were handed over. */
export function Handovers({ tenant }: { readonly tenant: string }) {
  const [ending, setEnding] = useState<Handover | undefined>(undefined);
  const handovers = useLoad(tenant, (signal) =>
    bodyOf(api.GET('/manage/tenants/{tenant}/handovers', { params: { path: { tenant } }, signal })),
  );
  const { reload } = handovers;
  // A link is made in the dialog that shows a credential.
  const showing = shownOnce.value !== undefined;
  const wasShowing = useRef(showing);
  useEffect(() => {
    if (wasShowing.current && !showing) reload();
    wasShowing.current = showing;
  }, [showing]);
  const revoke = async (id: string) => {
    const path = { tenant, id };
    await api.DELETE('/manage/tenants/{tenant}/handovers/{id}', { params: { path } });
    say(words.revoked);
    reload();
  };
  return (
    <>
      <h2>{words.title}</h2>
      <View of={handovers}>
        {(found) =>
          found.handovers.length === 0 ? (
            <Empty title={words.none}>
              <p>{words.noneAdvice}</p>
            </Empty>
          ) : (
            <Table
              caption={words.title}
              columns={[
                { name: words.note, cell: ({ note }: Handover) => note ?? texts.none },
                {
                  name: words.state,
                  cell: ({ state }) => <Badge tone={tones[state]}>{words.states[state]}</Badge>,
                },
                { name: words.created, cell: ({ created }) => <Moment at={created} otherwise="" /> },
                { name: words.expires, cell: ({ expires }) => <Moment at={expires} otherwise="" /> },
                { name: words.by, extra: true, cell: ({ by }) => by.label ?? by.id },
                {
                  name: texts.credentials.actions,
                  cell: (handover) =>
                    handover.state === 'open' && may('manageRevokeHandover') ? (
                      <Button
                        kind="quiet"
                        label={`${texts.credentials.revoke}: ${handover.note ?? handover.id}`}
                        onClick={() => setEnding(handover)}
                      >
                        {texts.credentials.revoke}
                      </Button>
                    ) : null,
                },
              ]}
              rows={found.handovers}
              keyOf={({ id }) => id}
            />
          )
        }
      </View>
      {ending === undefined ? null : (
        <Confirm
          title={words.revokeTitle}
          verb={texts.credentials.revoke}
          act={() => revoke(ending.id)}
          onClose={() => setEnding(undefined)}
        >
          <p>{words.revokeAdvice}</p>
        </Confirm>
      )}
    </>
  );
}
