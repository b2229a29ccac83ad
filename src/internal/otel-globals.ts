import type { ContextManager, MeterProvider, TextMapPropagator, TracerProvider } from "@opentelemetry/api";
import { API_KEY, type GlobalName, giveWay } from "./yielding-globals.ts";

/** What the application (or we) registered with the OpenTelemetry API, whichever version of the API it used. */
export interface OtelGlobals {
  /** The version of the API that registered first, for example `1.9.0`. */
  readonly version: string;
  readonly trace?: TracerProvider;
  readonly context?: ContextManager;
  readonly metrics?: MeterProvider;
  /** A `LoggerProvider`; API 1.9 does not know its type. */
  readonly logs?: object;
  readonly propagation?: TextMapPropagator;
  readonly diag?: object;
}

/**
 * The providers registered with the OpenTelemetry API, or undefined when nobody used it. A proxy provider that has no
 * provider behind it, as the API registers when it is merely asked for, counts as absent. Never throws.
 */
export function activeOtelGlobals(): OtelGlobals | undefined {
  const api = read(globalThis, API_KEY);
  if (!isObject(api)) return undefined;
  const version = read(api, "version");
  return {
    version: typeof version === "string" ? version : "",
    ...registered<"trace", TracerProvider>(api, "trace", ["getTracer"], isLiveTracerProvider),
    ...registered<"context", ContextManager>(api, "context", CONTEXT_METHODS),
    ...registered<"metrics", MeterProvider>(api, "metrics", ["getMeter"]),
    ...registered<"logs", object>(api, "logs", ["getLogger"]),
    ...registered<"propagation", TextMapPropagator>(api, "propagation", ["inject", "extract"]),
    ...registered<"diag", object>(api, "diag", ["warn", "error"]),
  };
}

/** The context manager registered with the OpenTelemetry API. Never throws; asked at every scope, so it reads nothing else. */
export function registeredContextManager(): ContextManager | undefined {
  let manager: unknown;
  try {
    manager = (globalThis as { readonly [API_KEY]?: { readonly context?: unknown } | null })[API_KEY]?.context;
  } catch {
    // A getter or Proxy of the host threw: the same as absent.
  }
  if (manager === known.manager) return known.isOne ? (manager as ContextManager) : undefined;
  known.manager = manager;
  known.isOne = isObject(manager) && CONTEXT_METHODS.every((method) => typeof read(manager, method) === "function");
  return known.isOne ? (manager as ContextManager) : undefined;
}

/** Which version of the API is there. */
export interface ApiVersions {
  /** Of the copy that will be loaded, if there is one. */
  found(): string | undefined;
  /** Of the copy that registers something at this moment, if one does. */
  registering(): string | undefined;
}

/**
 * Registers a context manager where there is none, as `context.setGlobalContextManager` does, without waiting for the API to be loaded: what keeps the
 * active context at once must find it. It gives way to one that comes later. Where nobody has registered anything yet, nothing is done without `versions`.
 */
export function registerContextManager(manager: ContextManager, versions?: ApiVersions): void {
  const api = read(globalThis, API_KEY);
  if (!isObject(api) || read(api, "context") === undefined) register("context", manager, versions);
}

/** Registers a meter provider, as `metrics.setGlobalMeterProvider` does. `onTaken` is told what is registered in its place. */
export function registerMeterProvider(
  provider: MeterProvider,
  versions: ApiVersions,
  onTaken: (by: MeterProvider) => void,
): boolean {
  return register("metrics", provider, versions, (_, by) => onTaken(by as MeterProvider));
}

/**
 * Registers what gives way. Where nobody has registered anything yet, the API's global object is made with the version that is given, the one it would be
 * made with later, and takes that of the first copy of the API that registers something: the API finds nothing in an object of an older version, and
 * registers nothing in one of another.
 */
function register(
  name: GlobalName,
  value: object,
  versions: ApiVersions | undefined,
  onTaken?: (name: GlobalName, by: object) => void,
): boolean {
  try {
    const known = read(globalThis, API_KEY);
    const api = known ?? (versions && madeOf(versions));
    if (!isObject(api) || !Reflect.set(api, name, value)) return false;
    if (known === undefined && !Reflect.set(globalThis, API_KEY, api)) return false;
    giveWay([name], onTaken);
    return true;
  } catch {
    return false; // The application has sealed the globals.
  }
}

function madeOf({ found, registering }: ApiVersions): object | undefined {
  const version = found();
  if (version === undefined) return undefined;
  const api = {};
  return Object.defineProperty(api, "version", {
    configurable: true,
    enumerable: true,
    get() {
      const theirs = registering();
      if (theirs !== undefined) Object.defineProperty(api, "version", { value: theirs, enumerable: true });
      return theirs ?? version;
    },
  });
}

const CONTEXT_METHODS = ["active", "with", "bind"] as const;
const known: { manager: unknown; isOne: boolean } = { manager: undefined, isOne: false };

/** The entry `name` when it has the methods of its interface, and passes `accepts`. */
function registered<Name extends string, T>(
  api: object,
  name: Name,
  methods: readonly string[],
  accepts: (entry: object) => boolean = () => true,
): Partial<Record<Name, T>> {
  const entry = read(api, name);
  if (!isObject(entry)) return {};
  if (!methods.every((method) => typeof read(entry, method) === "function") || !accepts(entry)) return {};
  return { [name]: entry as T } as Partial<Record<Name, T>>;
}

function isLiveTracerProvider(provider: object): boolean {
  if (typeof read(provider, "getDelegate") !== "function") return true;
  // The API's own proxy keeps its provider here; the name of the class below is lost where code is minified.
  if (typeof read(provider, "getDelegateTracer") === "function" && read(provider, "_delegate") === undefined)
    return false;
  try {
    const delegate = (provider as { getDelegate(): unknown }).getDelegate();
    return isObject(delegate) && delegate.constructor?.name !== "NoopTracerProvider";
  } catch {
    // A provider that cannot say what is behind it is one that spans cannot be made with.
    return false;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function read(target: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(target, key);
  } catch {
    // A getter or Proxy of the host threw: the same as absent.
    return undefined;
  }
}
