import { render } from 'preact';
import { takeAnswer } from './api/entra.ts';
import { App } from './app.tsx';
import { watchIdleness } from './state/idle.ts';
import { entraAnswer } from './state/session.ts';

const root = document.getElementById('app');
if (root !== null) {
  // Before anything shows the address.
  entraAnswer.value = takeAnswer();
  watchIdleness();
  render(<App />, root);
}
