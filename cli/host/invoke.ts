import { randomUUID } from 'node:crypto';
import type { FunctionsCore, RegisteredFunction } from './functionsCore.ts';
import type { CoreInvocationContext, RpcTypedData } from './rpc.ts';

/**
 * Runs one function through the programming model in the worker's order: arguments, hooks, handler, hooks, answer.
 *
 * @param data the trigger's input
 * @returns the answer; undefined if the handler returned nothing
 * @throws the error of the handler or of a hook
 */
export async function invoke(
  core: FunctionsCore,
  target: RegisteredFunction,
  data: RpcTypedData,
): Promise<RpcTypedData | undefined> {
  const invocationId = randomUUID();
  const coreContext: CoreInvocationContext = {
    invocationId,
    request: {
      invocationId,
      inputData: [{ name: target.triggerName, data }],
      triggerMetadata: {},
      ...traceContextOf(data),
    },
    metadata: target.metadata,
    log: core.log,
  };
  const model = core.model().getInvocationModel(coreContext);
  const { context, inputs } = await model.getArguments();

  const shared = { hookData: {}, invocationContext: context };
  const before = { ...shared, inputs, functionCallback: target.callback };
  coreContext.state = 'preInvocationHooks';
  await core.runHooks('preInvocation', before);

  // A hook may have replaced the inputs or the handler; the hook after the handler may replace the result.
  const after: { result: unknown; error: unknown } = { result: null, error: null };
  const afterContext = Object.assign(after, shared, { inputs: before.inputs });
  coreContext.state = 'invocation';
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = toError(error);
  }
  coreContext.state = 'postInvocationHooks';
  await core.runHooks('postInvocation', afterContext);
  coreContext.state = undefined;

  if (after.error !== null && after.error !== undefined) throw toError(after.error);
  const response = await model.getResponse(context, after.result);
  return response.returnValue ?? undefined;
}

/** Azure's host makes its own span under the caller's; the local host makes none. */
function traceContextOf({ http }: RpcTypedData): Pick<CoreInvocationContext['request'], 'traceContext'> {
  const traceParent = http?.nullableHeaders?.traceparent?.value;
  return traceParent === undefined ? {} : { traceContext: { traceParent } };
}

/** A thrown value need not be an Error; `undefined` would even pass for success. */
function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error('Something that is no error was thrown.', { cause: thrown });
}
