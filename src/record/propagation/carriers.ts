import { types } from "node:util";
import { isList, ownKeys } from "../../internal/own-keys.ts";
import { activeSpanContext } from "../active-span.ts";
import { read } from "../given-value.ts";
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
  const meta = copyOf(read(params, "_meta"));
  const copy = copyOf(params);
  // Parameters that cannot be copied in bounded time go without, rather than hold up the request.
  if (copy === undefined || meta === undefined) return params as P & { _meta: Carrier };
  return { ...copy, _meta: inject(recorder, meta, HEADERS) } as P & { _meta: Carrier };
}

export function extractMcpMeta(params: unknown): RemoteContext {
  return extract(read(params, "_meta"), HEADERS);
}

function inject<C extends object>(recorder: Recorder, carrier: C, names: CarrierNames): C {
  if (typeof carrier !== "object" || carrier === null) return carrier;
  const keys = keysOf(carrier);
  const context = recorder.ports.context.active();
  const spanContext = activeSpanContext(context);
  if (spanContext === undefined || parseTraceparent(formatTraceparent(spanContext)) === undefined) return carrier;
  set(carrier, keys, names.traceparent, formatTraceparent(spanContext));
  const state = spanContext.traceState?.serialize();
  if (state !== undefined && state !== "") set(carrier, keys, names.tracestate, state);
  const inherited = recorder.inheritedIn(context);
  const ours: Record<string, string> = {};
  for (const key of BAGGAGE_KEYS) if (typeof inherited[key] === "string") ours[key] = inherited[key];
  const baggage = formatBaggage(getAll(carrier, keys, names.baggage), ours);
  if (baggage !== undefined && Object.keys(ours).length > 0) set(carrier, keys, names.baggage, baggage);
  return carrier;
}

function extract(carrier: unknown, names: CarrierNames): RemoteContext {
  const keys = keysOf(carrier);
  const span = parseTraceparent(get(carrier, keys, names.traceparent));
  const traceState = passThroughTraceState(getAll(carrier, keys, names.tracestate));
  const attributes = parseBaggage(getAll(carrier, keys, names.baggage));
  return createRemoteContext(
    span === undefined || traceState === undefined ? span : { ...span, traceState },
    attributes,
  );
}

function isHeaders(carrier: unknown): carrier is Headers {
  return typeof Headers === "function" && !types.isProxy(carrier) && carrier instanceof Headers;
}

function set(carrier: object, keys: Keys, name: string, value: string): void {
  if (isHeaders(carrier)) carrier.set(name, value);
  else (carrier as Carrier)[spelled(carrier, keys, name) ?? name] = value;
}

/** The key of a header in the spelling that the carrier has; variables of the environment have only one. */
function spelled(carrier: object, keys: Keys, name: string): string | undefined {
  if (read(carrier, name) !== undefined || name !== name.toLowerCase()) return name;
  return keys().find((key) => key.toLowerCase() === name);
}

/** A header by any spelling of its name; the first of several values. */
function get(carrier: unknown, keys: Keys, name: string): unknown {
  const value = readHeader(carrier, keys, name);
  return isList(value) ? read(value, "0") : value;
}

/** The same of a header that is a list: several values are one, in their order. */
function getAll(carrier: unknown, keys: Keys, name: string): unknown {
  const value = readHeader(carrier, keys, name);
  if (!isList(value)) return value;
  const length = Math.min(Number(read(value, "length")), MAX_VALUES);
  const values = Array.from({ length }, (_, index) => read(value, String(index)));
  return values.filter((text) => typeof text === "string").join(",");
}

function readHeader(carrier: unknown, keys: Keys, name: string): unknown {
  if (isHeaders(carrier)) return carrier.get(name) ?? undefined;
  const direct = read(carrier, name);
  if (direct !== undefined) return direct;
  if (typeof carrier !== "object" || carrier === null) return undefined;
  const other = spelled(carrier, keys, name);
  return other === undefined ? undefined : read(carrier, other);
}

/** More headers and parameters than any request has. */
const MAX_KEYS = 1_000;
const MAX_COPIED_KEYS = 5_000;
/** More than the members that baggage may have. */
const MAX_VALUES = 200;

/** The keys of a carrier, listed when they are asked for and only once. */
type Keys = () => readonly string[];

function keysOf(carrier: unknown): Keys {
  let keys: readonly string[] | undefined;
  return () => {
    keys ??= ownKeys(carrier, MAX_KEYS).keys;
    return keys;
  };
}

/** A copy of what is no list and has no more keys than any request; an empty one of what is no object. */
function copyOf(value: unknown): Carrier | undefined {
  if (typeof value !== "object" || value === null) return {};
  const { keys, total } = ownKeys(value, MAX_COPIED_KEYS);
  if (total > MAX_COPIED_KEYS || isList(value) || types.isArrayBufferView(value)) return undefined;
  return Object.fromEntries(keys.map((key) => [key, read(value, key)]));
}
