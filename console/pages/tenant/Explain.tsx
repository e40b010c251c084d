import type { Explanation } from 'explanations';
import { useState } from 'preact/hooks';
import { Button } from '../../parts/Button.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Facts } from '../../parts/Small.tsx';
import { texts } from '../../texts.ts';

const words = texts.explain;

/** Explains a refusal. @param detail what the client was told. */
export function Explain({ detail }: { readonly detail: string }) {
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<Explanation | undefined>(undefined);
  const explain = async () => {
    // Few people ask, so the explanations are a file of their own.
    const { explanations } = await import('explanations');
    setFound(explanations.find(({ sentences }) => sentences.some((sentence) => says(sentence, detail))));
    setOpen(true);
  };
  return (
    <>
      <Button kind="quiet" icon="info" onClick={() => void explain()} label={words.label(detail)}>
        {words.open}
      </Button>
      {open ? (
        <Dialog title={words.title} onClose={() => setOpen(false)}>
          <p>{detail}</p>
          {found === undefined ? (
            <p>{words.unknown}</p>
          ) : (
            <Facts
              of={[
                [words.meaning, found.meaning],
                [words.advice, found.advice],
                [words.code, <code key="code">{found.code}</code>],
              ]}
            />
          )}
          <div class="buttons">
            <Button onClick={() => setOpen(false)}>{texts.shownOnce.close}</Button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

/** Whether a sentence with its placeholders filled in is this detail. */
function says(sentence: string, detail: string): boolean {
  const parts = sentence.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(detail);
}
