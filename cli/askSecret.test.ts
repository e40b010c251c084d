import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { askSecret } from './askSecret.ts';

async function asked(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  const answer = askSecret('Secret: ', input, output);
  input.write(typed);
  const secret = await answer;
  output.end();
  return { secret, shown: await text(output) };
}

test('what is typed is not shown', async () => {
  expect(await asked('ufscim_x\r')).toEqual({ secret: 'ufscim_x', shown: 'Secret: \n' });
});

test.each(['\u0003', '\u0004'])('%j gives nothing, and ends the question', async (key) => {
  expect(await asked(key)).toEqual({ secret: undefined, shown: 'Secret: \n' });
});

test('where nobody sits, nobody is asked', async () => {
  expect(await asked('x', false)).toEqual({ secret: undefined, shown: '' });
});
