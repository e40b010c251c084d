import { useEffect, useRef, useState } from 'preact/hooks';
import { clearSaid } from '../state/said.ts';
import { closeSecrets, shownOnce, type ShownOnce } from '../state/secrets.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import { may } from '../state/session.ts';
import { Dialog } from './Dialog.tsx';
import { HandOver } from './HandOver.tsx';
import { CheckField, focusFirstInvalid } from './Fields.tsx';
import { Box, CopyButton } from './Small.tsx';

const words = texts.shownOnce;

/** Shows what the service shows once. Only its button closes it, after the person has said that it is stored. */
export function ShownOnceDialog() {
  const shown = shownOnce.value;
  return shown === undefined ? null : <Opened shown={shown} />;
}

function Opened({ shown }: { readonly shown: ShownOnce }) {
  const [stored, setStored] = useState(false);
  const [asked, setAsked] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  const hasSecret = shown.values.some(({ secret }) => secret === true);
  const refuse = () => {
    setAsked(true);
    if (content.current !== null) focusFirstInvalid(content.current);
  };
  useEffect(() => {
    // What was said before is over.
    clearSaid();
  }, []);
  useEffect(() => {
    if (!hasSecret) return undefined;
    const warn = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
    };
  }, []);
  return (
    <Dialog title={shown.title} sealed={hasSecret} onRefusal={refuse} isRead onClose={closeSecrets}>
      <div ref={content}>
        <p>{shown.introduction}</p>
        <dl class="shown">
          {shown.values.map(({ label, value, goesTo, secret }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <code>{value}</code>
                <CopyButton text={value} label={label} />
                <span class="hint">
                  {goesTo}
                  {secret === true ? ` ${words.secret}` : ''}
                </span>
              </dd>
            </div>
          ))}
        </dl>
        {shown.handover !== undefined && may('manageAddHandover') ? (
          <HandOver source={shown.handover} />
        ) : null}
        {hasSecret ? (
          <>
            <Box tone="warn" title={words.once}>
              <p>{words.lost}</p>
            </Box>
            <CheckField
              label={words.stored}
              value={stored}
              onChange={setStored}
              error={asked && !stored ? words.notStored : undefined}
            />
          </>
        ) : null}
        <div class="buttons">
          <Button
            kind="primary"
            onClick={() => {
              if (stored || !hasSecret) closeSecrets();
              else refuse();
            }}
          >
            {words.close}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
