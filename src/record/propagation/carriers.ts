import type { SpanContext } from "@opentelemetry/api";
import { read } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import { createRemoteContext, type RemoteContext } from "../remote-context.ts";
import { BAGGAGE_KEYS, formatBaggage, parseBaggage } from "./baggage.ts";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";
import { passThroughTraceState } from "./tracestate.ts";

/** How one kind of carrier spells the three fields of W3C Trace Context and Baggage. */
interface CarrierNames {
  readonly traceparent: string;
  readonly tracestate: string;
  readonly baggage: string;
}

const HEADERS: CarrierNames = { traceparent: "traceparent", tracestate: "tracestate", baggage: "baggage" };
const ENVIRONMENT: CarrierNames = { traceparent: "TRACEPARENT", tracestate: "TRACESTATE", baggage: "BAGGAGE" };

type Carrier = Record<string, unknown>;

/** Headers of HTTP requests: a plain object, or a `Headers`. The carrier is changed and returned. */
export function injectHeaders<C extends object>(recorder: Recorder, headers: C): C {
  return inject(recorder, headers, HEADERS);
}

export function extractHeaders(headers: unknown): RemoteContext {
  return extract(headers, HEADERS);
}

/** Environment of a child process: the variables `TRACEPARENT`, `TRACESTATE`, `BAGGAGE`. The carrier is changed and returned. */
export function injectEnv<C extends object>(recorder: Recorder, env: C): C {
  return inject(recorder, env, ENVIRONMENT);
}

export function extractEnv(env: unknown): RemoteContext {
  return extract(env, ENVIRONMENT);
}

/** Parameters of an MCP request: `params._meta`, unprefixed keys. Source: MCP, SEP-414. Returns new parameters; the given ones stay. */
export function injectMcpMeta<P extends object>(recorder: Recorder, params: P): P & { _meta: Carrier } {
  const meta = read(params, "_meta");
  return { ...params, _meta: inject(recorder, typeof meta === "object" && meta !== null ? { ...meta } : {}, HEADERS) };
}

export function extractMcpMeta(params: unknown): RemoteContext {
  return extract(read(params, "_meta"), HEADERS);
}

function inject<C extends object>(recorder: Recorder, carrier: C, names: CarrierNames): C {
  const context = recorder.ports.context.active();
  const span = context.getValue(SPAN_KEY) as { spanContext?: () => SpanContext } | undefined;
  const spanContext = span?.spanContext?.();
  if (spanContext === undefined) return carrier;
  set(carrier, names.traceparent, formatTraceparent(spanContext));
  const state = spanContext.traceState?.serialize();
  if (state !== undefined && state !== "") set(carrier, names.tracestate, state);
  const inherited = recorder.activeScope(context)?.inherited ?? recorder.clientAttributes;
  const ours: Record<string, string> = {};
  for (const key of BAGGAGE_KEYS) if (typeof inherited[key] === "string") ours[key] = inherited[key];
  const baggage = formatBaggage(get(carrier, names.baggage), ours);
  if (baggage !== undefined && Object.keys(ours).length > 0) set(carrier, names.baggage, baggage);
  return carrier;
}

function extract(carrier: unknown, names: CarrierNames): RemoteContext {
  const span = parseTraceparent(get(carrier, names.traceparent));
  const traceState = passThroughTraceState(get(carrier, names.tracestate));
  const attributes = parseBaggage(get(carrier, names.baggage));
  return createRemoteContext(
    span === undefined || traceState === undefined ? span : { ...span, traceState },
    attributes,
  );
}

const SPAN_KEY = Symbol.for("OpenTelemetry Context Key SPAN");

function isHeaders(carrier: unknown): carrier is Headers {
  return typeof Headers === "function" && carrier instanceof Headers;
}

function set(carrier: object, name: string, value: string): void {
  if (isHeaders(carrier)) carrier.set(name, value);
  else (carrier as Carrier)[name] = value;
}

/** A header by any spelling of its name; the first of several values. */
function get(carrier: unknown, name: string): unknown {
  if (isHeaders(carrier)) return carrier.get(name) ?? undefined;
  const direct = read(carrier, name);
  if (direct !== undefined) return Array.isArray(direct) ? direct[0] : direct;
  if (typeof carrier !== "object" || carrier === null || name !== name.toLowerCase()) return undefined;
  const other = Object.keys(carrier).find((key) => key.toLowerCase() === name);
  const value = other === undefined ? undefined : read(carrier, other);
  return Array.isArray(value) ? value[0] : value;
}
