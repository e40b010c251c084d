import { forgetSecrets } from './secretSearch.ts';

// Runs before each file. Files share a process, and what is a pin in one may be a text like any other in the next.
forgetSecrets();
