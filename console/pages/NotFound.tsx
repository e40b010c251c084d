import { Page } from '../parts/Page.tsx';
import { home } from '../state/addresses.ts';
import { texts } from '../texts.ts';

export function NotFound() {
  return (
    <Page title={texts.notFound.title}>
      <p>
        <a href={home}>{texts.notFound.home}</a>
      </p>
    </Page>
  );
}
