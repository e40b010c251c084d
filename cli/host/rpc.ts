/**
 * Messages between the Functions worker and the programming model (`@azure/functions`), as far as HTTP and timers
 * need them. The types package `@azure/functions-core` is not published with the library, so the shapes are declared
 * here.
 */

/** A value of a map; wrapped, because the wire format has no null strings. */
export interface RpcNullableString {
  value: string;
}

/** An HTTP request or answer between host and worker. */
export interface RpcHttpData {
  method?: string;
  url?: string;
  nullableHeaders?: Record<string, RpcNullableString>;
  nullableParams?: Record<string, RpcNullableString>;
  nullableQuery?: Record<string, RpcNullableString>;
  body?: RpcTypedData | null;
  statusCode?: string | null;
  headers?: Record<string, string> | null;
  cookies?: readonly RpcHttpCookie[] | null;
}

/** A cookie of an answer. */
export interface RpcHttpCookie {
  name: string;
  value: string;
  path?: RpcNullableString | null;
  /** Seconds. */
  maxAge?: { value: number } | null;
  secure?: { value: boolean } | null;
  httpOnly?: { value: boolean } | null;
  sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone' | null;
}

/** A value of any kind; only the kinds of HTTP and timers are declared. */
export interface RpcTypedData {
  bytes?: Uint8Array | null;
  http?: RpcHttpData | null;
  json?: string | null;
}

/** A binding of a function: `httpTrigger`, `timerTrigger`, or `http` (the output). */
export interface RpcBindingInfo {
  type?: string | null;
  direction?: string | null;
  methods?: readonly string[];
  route?: string;
  authLevel?: string;
  schedule?: string;
  runOnStartup?: boolean;
}

/** A function as `app.http(…)` and its siblings register it. */
export interface FunctionMetadata {
  name: string;
  bindings: Record<string, RpcBindingInfo>;
}

/** Receives log lines: `level` is `information`, `error` …, `category` is `user` or `system`. */
export type HostLog = (level: string, category: string, message: string) => void;

/** A registered handler: the trigger's input first, the invocation context last. */
export type FunctionCallback = (...args: unknown[]) => unknown;

/** A registered hook. */
export type HookCallback = (context: object) => unknown;

/** What the worker tells the programming model about an invocation. */
export interface CoreInvocationContext {
  invocationId: string;
  request: {
    invocationId: string;
    inputData: { name: string; data: RpcTypedData }[];
    triggerMetadata: Record<string, RpcTypedData>;
    /** Trace context of the host's span for the request. */
    traceContext?: { traceParent: string };
  };
  metadata: FunctionMetadata;
  state?: 'invocation' | undefined;
  log: HostLog;
}

/** One invocation; the worker calls these methods in this order. */
interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ returnValue?: RpcTypedData | null }>;
}

/** The library's side of the contract. */
export interface ProgrammingModel {
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}
