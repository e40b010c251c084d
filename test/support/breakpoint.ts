import { pathToFileURL } from 'node:url';
import type { Inspector } from './inspector.ts';
import { readSourcePositions, type SourceLine } from './sourcePositions.ts';

interface Frame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: { readonly lineNumber: number; readonly columnNumber: number };
}

/** Where a process stood still. */
export interface Pause {
  readonly functionName: string;
  readonly line: SourceLine;
  /** What `evaluate` asked for, in the place where it stood. */
  readonly value: unknown;
}

/** A line of TypeScript to stop at, in the bundle that is debugged. */
export interface Breakpoint {
  readonly bundle: string;
  readonly root: string;
  readonly line: SourceLine;
  /** An expression to evaluate there. */
  readonly evaluate: string;
}

/** Sets a breakpoint as an editor does, by the source map; lets `reach` run into it, and then on. */
export async function stopAt<Result>(
  inspector: Inspector,
  { bundle, root, line, evaluate }: Breakpoint,
  reach: () => Promise<Result>,
): Promise<{ readonly pause: Pause; readonly result: Result }> {
  const positions = await readSourcePositions(bundle, root);
  await inspector.send('Debugger.enable');
  const place = { url: pathToFileURL(bundle).href, ...positions.placeOf(line) };
  const { breakpointId } = await inspector.send('Debugger.setBreakpointByUrl', place);
  const reached = reach();
  const { callFrames } = await inspector.next('Debugger.paused');
  const [frame] = callFrames as readonly Frame[];
  if (frame === undefined) throw new Error('Nothing is on the stack.');
  const { callFrameId, functionName, location } = frame;
  const evaluation = { callFrameId, expression: evaluate };
  const { result } = await inspector.send('Debugger.evaluateOnCallFrame', evaluation);
  await inspector.send('Debugger.removeBreakpoint', { breakpointId });
  await inspector.send('Debugger.resume');
  const { value } = result as { readonly value: unknown };
  return { pause: { functionName, line: positions.lineOf(location), value }, result: await reached };
}
