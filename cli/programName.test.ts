import { expect, test } from 'vitest';
import { programName } from './programName.ts';

test.each([
  ['a checkout', '/home/jane/scim/dist/cli.js', '/home/jane/scim', 'node dist/cli.js'],
  ['another folder', '/home/jane/scim/dist/cli.js', '/home/jane', 'node scim/dist/cli.js'],
  ['a release', '/home/jane/uniflow-scim.mjs', '/home/jane', 'node uniflow-scim.mjs'],
  [
    'a path with spaces',
    '/home/jane/my files/uniflow-scim.mjs',
    '/home/jane',
    'node "my files/uniflow-scim.mjs"',
  ],
  ['a folder of commands', '/usr/local/bin/uniflow-scim', '/home/jane', 'uniflow-scim'],
  ['a test', '/home/jane/scim/node_modules/vitest/worker.js', '/tmp', 'node dist/cli.js'],
])('commands that are proposed can be pasted where this was started from: %s', (_, script, folder, name) => {
  expect(programName(script, folder)).toBe(name);
});
