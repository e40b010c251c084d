import { randomUUID } from 'node:crypto';
import type { FunctionsCore, RegisteredFunction } from './functionsCore.ts';
import type { CoreInvocationContext, RpcTypedData } from './rpc.ts';

/**
 * Runs one function through the programming model in the worker's order: arguments, handler, answer. Hooks around an invocation are
 * not run: no function has one.
 *
 * @param data the trigger's input
 * @returns the answer; undefined if the handler returned nothing
 * @throws the error of the handler
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

  coreContext.state = 'invocation';
  const result = await model.invokeFunction(context, inputs, target.callback).catch((error: unknown) => {
    throw toError(error);
  });
  coreContext.state = undefined;
  const response = await model.getResponse(context, result);
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
