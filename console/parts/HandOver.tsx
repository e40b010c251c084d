import { useEffect, useRef, useState } from 'preact/hooks';
import { api, bodyOf } from '../api/client.ts';
import { momentOf } from '../format/time.ts';
import { useAction } from '../state/load.ts';
import type { HandoverSource } from '../state/secrets.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import { SelectField, TextField } from './Fields.tsx';
import { ProblemBox } from './ProblemBox.tsx';
import { CopyButton } from './Small.tsx';

const words = texts.handover;
const hoursToChoose = ['4', '24', '72'] as const;

/** A one-time link, by which a customer's administrator gets the credential without a mail that holds it. */
export function HandOver({ source }: { readonly source: HandoverSource }) {
  const [note, setNote] = useState('');
  const [hours, setHours] = useState('72');
  const [made, setMade] = useState<{ readonly link: string; readonly expires: string } | undefined>(
    undefined,
  );
  const action = useAction();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that made it is gone.
    if (made !== undefined) place.current?.focus();
  }, [made]);
  const make = async () => {
    const body = {
      ...source.credential,
      hours: Number(hours),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    const params = { path: { tenant: source.tenant } };
    const { link, handover } = await bodyOf(api.POST('/manage/tenants/{tenant}/handovers', { params, body }));
    setMade({ link, expires: handover.expires });
  };
  return (
    <details>
      <summary>{words.open}</summary>
      <p>{words.introduction}</p>
      {made === undefined ? (
        <>
          <div class="row">
            <TextField
              label={words.note}
              hint={words.noteHint}
              maxLength={128}
              value={note}
              onChange={setNote}
            />
            <SelectField
              label={words.hours}
              value={hours}
              onChange={setHours}
              options={hoursToChoose.map((value) => [value, words.hoursOf(value)] as const)}
            />
          </div>
          {action.problem === undefined ? null : <ProblemBox problem={action.problem} />}
          <Button busy={action.busy} onClick={() => void action.run(make)}>
            {words.make}
          </Button>
        </>
      ) : null}
      <div role="status" ref={place} tabIndex={-1}>
        {made === undefined ? null : (
          <dl class="shown">
            <div>
              <dt>{words.link}</dt>
              <dd>
                <code>{made.link}</code>
                <CopyButton text={made.link} label={words.link} />
                <span class="hint">{words.until(momentOf(made.expires))}</span>
              </dd>
            </div>
          </dl>
        )}
      </div>
    </details>
  );
}
