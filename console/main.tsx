import { render } from 'preact';
import { takeAnswer } from './api/entra.ts';
import { takeTenant } from './api/tenantSignIn.ts';
import { App } from './app.tsx';
import { watchIdleness } from './state/idle.ts';
import { cameFrom, entraAnswer } from './state/session.ts';

const root = document.getElementById('app');
if (root !== null) {
  // Before anything shows the address.
  entraAnswer.value = takeAnswer();
  cameFrom.value = takeTenant();
  watchIdleness();
  render(<App />, root);
}
