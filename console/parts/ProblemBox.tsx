import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../api/problem.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

interface ProblemBoxProps {
  readonly problem: Problem;
  /** Tries again what failed; undefined if the person does that by the same button as before. */
  readonly retry?: () => void;
}

const words = texts.problem;

/** Why something failed, what to do, and the request's id, by which the operator finds it in the log. */
export function ProblemBox({ problem, retry }: ProblemBoxProps) {
  const { status, code, message, requestId } = problem;
  const remaining = useCountdown(problem);
  const advice = code === undefined ? undefined : words.advice[code];
  useEffect(() => {
    if (status !== 0 || retry === undefined) return undefined;
    addEventListener('online', retry);
    return () => {
      removeEventListener('online', retry);
    };
  }, [status, retry]);
  return (
    <div class="box bad" role="alert">
      <Icon name="error" />
      <div>
        <p class="boxTitle">{words.titles[status] ?? words.title}</p>
        <p>{message}</p>
        {advice === undefined ? null : <p>{advice}</p>}
        {requestId === undefined ? null : (
          <p class="fine">
            {words.requestId} <code>{requestId}</code>
            {code === undefined ? null : (
              <>
                {' · '}
                {words.code} <code>{code}</code>
              </>
            )}
          </p>
        )}
        {retry === undefined || status === 403 || status === 404 ? null : (
          <p>
            <Button onClick={retry} disabled={remaining > 0} icon="refresh">
              {remaining > 0 ? words.retryIn(remaining) : words.retry}
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

/** Seconds until the service takes the request again. */
function useCountdown(problem: Problem): number {
  const { retryAfterSeconds = 0 } = problem;
  const [remaining, setRemaining] = useState(retryAfterSeconds);
  useEffect(() => {
    const until = performance.now() + retryAfterSeconds * 1_000;
    const update = () => {
      setRemaining(Math.max(0, Math.ceil((until - performance.now()) / 1_000)));
    };
    update();
    const timer = setInterval(update, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, [problem]);
  return remaining;
}
