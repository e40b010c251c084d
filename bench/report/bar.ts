import type { Paint } from '../../cli/entra/table.ts';

/** Whether a figure is on the right side of its bar. */
export function marked(reached: boolean, paint: Paint): string {
  return reached ? paint('green', '✓') : paint('red', '✗');
}
