import { useState } from 'preact/hooks';
import { api, bodyOf, type Schemas } from '../../api/client.ts';
import { Button } from '../../parts/Button.tsx';
import { ProblemBox } from '../../parts/ProblemBox.tsx';
import { Badge, type Tone } from '../../parts/Small.tsx';
import { Table } from '../../parts/Table.tsx';
import { useAction } from '../../state/load.ts';
import { texts } from '../../texts.ts';

type Finding = Schemas['Finding'];

const words = texts.check;
const tones: Readonly<Record<Finding['state'], Tone>> = {
  ok: 'good',
  note: 'calm',
  warning: 'warn',
  problem: 'bad',
};

/** What the service finds if it looks at what provisioning needs. */
export function Check({ tenant }: { readonly tenant: string }) {
  const [check, setCheck] = useState<Schemas['Check'] | undefined>(undefined);
  const action = useAction();
  const run = async () => {
    const params = { path: { tenant } };
    setCheck(await bodyOf(api.POST('/manage/tenants/{tenant}/check', { params })));
  };
  return (
    <>
      <h2>{words.title}</h2>
      <p>{words.introduction}</p>
      <Button busy={action.busy} onClick={() => void action.run(run)}>
        {words.run}
      </Button>
      {action.problem === undefined ? null : <ProblemBox problem={action.problem} />}
      <div role="status">
        {check === undefined ? null : <p>{words.result(check.problems, check.warnings)}</p>}
      </div>
      {check === undefined ? null : (
        <Table
          caption={words.title}
          columns={[
            { name: words.about, cell: ({ about }: Finding) => about },
            {
              name: words.state,
              cell: ({ state }) => <Badge tone={tones[state]}>{words.states[state]}</Badge>,
            },
            {
              name: words.seen,
              long: true,
              cell: ({ seen, advice }) => (
                <>
                  {seen}
                  {advice === null ? null : <span class="second">{advice}</span>}
                </>
              ),
            },
          ]}
          rows={check.findings}
          keyOf={({ about, seen }) => `${about} ${seen}`}
        />
      )}
    </>
  );
}
