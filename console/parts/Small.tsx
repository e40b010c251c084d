import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fromNow, secondOf } from '../format/time.ts';
import { say } from '../state/said.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';

/** A moment, as a distance from now; the full time when a pointer rests on it. */
export function Moment({ at, otherwise }: { readonly at: string | null; readonly otherwise: string }) {
  const [, update] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      update((turn) => turn + 1);
    }, 30_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  if (at === null) return <span class="soft">{otherwise}</span>;
  return (
    <time dateTime={at} title={secondOf(at)}>
      {fromNow(at)}
    </time>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'calm';

const icons: Readonly<Record<Tone, IconName>> = {
  good: 'done',
  warn: 'warning',
  bad: 'error',
  calm: 'off',
};

interface BadgeProps {
  readonly tone: Tone;
  /** By default the sign of its tone. */
  readonly icon?: IconName | undefined;
  readonly children: ComponentChildren;
}

/** A state in a word: sign and text, so that nobody depends on its colour. */
export function Badge({ tone, icon, children }: BadgeProps) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon ?? icons[tone]} />
      {children}
    </span>
  );
}

/** A message beside what it is about. */
export function Box({ tone, title, children }: { tone: Tone; title: string; children?: ComponentChildren }) {
  return (
    <div class={`box ${tone}`}>
      <Icon name={tone === 'calm' ? 'info' : icons[tone]} />
      <div>
        <p class="boxTitle">{title}</p>
        {children}
      </div>
    </div>
  );
}

/** Names and values. */
export function Facts({ of }: { readonly of: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Copies a text. @param label names what is copied. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    say(texts.copied(label));
  };
  return (
    <Button
      kind="quiet"
      icon="copy"
      label={texts.copyLabel(label)}
      onClick={() => {
        copy().catch(() => say(texts.copyFailed));
      }}
    >
      {texts.copy}
    </Button>
  );
}

/** A value that is pasted elsewhere. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span class="copyable">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
}
