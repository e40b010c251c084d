import type { ComponentChildren } from 'preact';
import type { List } from '../state/list.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import { View } from './View.tsx';

interface ListViewProps<Item> {
  readonly of: List<Item>;
  readonly empty: ComponentChildren;
  readonly children: (items: readonly Item[]) => ComponentChildren;
}

/** A list that a button makes longer. */
export function ListView<Item>({ of, empty, children }: ListViewProps<Item>) {
  return (
    <View of={of}>
      {({ items, next, total }) => (
        <>
          {items.length === 0 && next === undefined ? (
            empty
          ) : (
            <p class="count" role="status">
              {texts.list.count(items.length, total)}
            </p>
          )}
          {items.length === 0 ? null : children(items)}
          {next === undefined ? null : (
            <p>
              <Button busy={of.busy} onClick={() => void of.more()}>
                {texts.list.more}
              </Button>
            </p>
          )}
        </>
      )}
    </View>
  );
}
