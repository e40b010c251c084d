import { render } from 'preact';
import { App } from './app.tsx';
import { watchIdleness } from './state/idle.ts';

const root = document.getElementById('app');
if (root !== null) {
  watchIdleness();
  render(<App />, root);
}
