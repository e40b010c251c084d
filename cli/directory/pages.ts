import { html, type Html } from '../../shared/api/markup.ts';
import type { DirectoryPerson } from './assertion.ts';

function page(title: string, body: Html): string {
  const head = html`<meta charset="utf-8" /><title>${title}</title>`;
  return `<!doctype html>${
    html`<html lang="en">
      ${head}
      <body>
        <h1>${title}</h1>
        ${body}
      </body>
    </html>`.html
  }`;
}

/** Asks who signs in: a link for each person. */
export function choicePage(people: readonly DirectoryPerson[], address: (person: DirectoryPerson) => string) {
  const items = people.map(
    (person) => html`<li><a href="${address(person)}">${person.displayName}</a> (${person.userName})</li>`,
  );
  return page(
    'Who signs in?',
    html`<ul>
      ${items}
    </ul>`,
  );
}

/** Posts the fields to the relying party by itself, or by its button where scripts are off. */
export function postPage(action: string, fields: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  const form = html`<form method="post" action="${action}">${inputs}<button>Continue</button></form>`;
  return page(
    'Signing in',
    html`${form}
      <script>
        document.forms[0].submit();
      </script>`,
  );
}

export function signedOutPage(): string {
  return page('Signed out', html`<p>You signed out of the directory.</p>`);
}

export function directoryErrorPage(sentence: string): string {
  return page('No sign-in', html`<p>${sentence}</p>`);
}
