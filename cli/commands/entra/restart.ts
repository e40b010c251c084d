import type { Command } from 'commander';
import { openJobState, readJobState } from '../../entra/state/jobState.ts';
import { counted } from '../../counted.ts';
import { json, outputOf, type Json } from '../command.ts';
import { stateOption } from './jobOptions.ts';

interface RestartOptions extends Json {
  readonly state: string;
  readonly full?: boolean;
}

export function registerEntraRestart(entra: Command): void {
  entra
    .command('restart')
    .description(
      'end a quarantine, forget failures, and make the next cycle an initial one, which evaluates all entries',
    )
    .option('--full', 'forget the links, too: the next cycle matches all entries again')
    .addOption(stateOption())
    .option(...json)
    .action(restart);
}

function restart(options: RestartOptions): void {
  readJobState(options.state);
  const state = openJobState(options.state);
  try {
    const links = [...state.links.values()];
    const escrowed = links.filter(({ escrow }) => escrow !== undefined).length;
    for (const link of links) {
      if (options.full === true) state.dropLink(link.objectId);
      else if (link.escrow !== undefined) state.setLink({ ...link, escrow: undefined });
    }
    if (state.job !== undefined) {
      state.setJob({
        ...state.job,
        generation: state.job.generation + 1,
        ...{ cycle: undefined, watermark: undefined, quarantine: undefined, switchedOff: false },
      });
    }
    const output = outputOf(options);
    output.json({ restarted: true, forgottenLinks: options.full === true ? links.length : 0, escrowed });
    output.note(
      `The next cycle is an initial one. Forgotten: ${counted(escrowed, 'failure')}` +
        `${options.full === true ? ` and ${counted(links.length, 'link')}` : ''}.`,
    );
  } finally {
    state.close();
  }
}
