import type { Resource } from "@opentelemetry/resources";
import type { Diag } from "../../internal/diag.ts";
import { activeOtelGlobals } from "../../internal/otel-globals.ts";
import { sharedState } from "../../internal/shared-state.ts";
import { writeStderr } from "../../internal/write-stderr.ts";
import { type GlobalName, giveWay, isOurs } from "../../internal/yielding-globals.ts";
import { delegateOf } from "../globals/delegate-of.ts";
import { registerContext } from "../globals/global-context.ts";
import type { GlobalProviderOptions } from "../globals/global-providers.ts";
import { otherApis } from "../globals/other-apis.ts";
import { propagatorFromEnv } from "../globals/propagator.ts";
import { createForeignRecording, type ForeignRecording } from "./recording.ts";
import type { Taker } from "./takers.ts";

type Api = typeof import("@opentelemetry/api");

/** Of the clients of this copy of the package. */
let shared: ForeignRecording | undefined;

/**
 * Joins those who take spans and log records of others; the first registers what they are made with, propagators and the context manager.
 *
 * @returns what takes the client out again; undefined where a provider of the application, or of another copy of this package, is the global one
 */
export async function joinRecording(
  api: Api,
  taker: Taker,
  { contextManager, env, diag }: GlobalProviderOptions,
  resource: Resource,
): Promise<(() => Promise<unknown>) | undefined> {
  if (shared === undefined && activeOtelGlobals()?.trace !== undefined) return undefined;
  // Before version 1.10 the API had no logs: packages that use them find no provider, and the SDK for them cannot be loaded.
  const { logs }: { readonly logs?: Api["logs"] } = api;
  const [sdkTrace, sdkLogs, propagator] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    logs === undefined ? undefined : import("@opentelemetry/sdk-logs"),
    propagatorFromEnv(env, diag),
  ]);
  const before = activeOtelGlobals();
  if (before?.trace !== undefined && delegateOf(before.trace) !== shared?.tracers) return undefined;
  shared ??= createForeignRecording(sdkTrace, sdkLogs, {
    resource,
    silent: new api.ProxyTracerProvider(),
    active: () => api.context.active(),
    env,
    diag,
  });
  const joined = shared;
  joined.takers.add(taker);
  const leave = (): Promise<unknown> => leaveRecording(api, joined, taker);
  if (before?.trace !== undefined) return leave;
  if (before?.diag === undefined) printDiagnostics(api, env, diag);
  const { tracers } = joined;
  const names = register(api, joined, before?.logs === undefined);
  registerContext(contextManager);
  if (before?.propagation === undefined && propagator !== undefined && api.propagation.setGlobalPropagator(propagator))
    names.push("propagation");
  sharedState().ownProviders.add(tracers);
  let isRegistered = false;
  const follow: ForeignRecording["follow"] = (name, by) => {
    if (isRegistered) joined.follow(name, by);
  };
  giveWay(names, follow);
  for (const other of otherApis(api)) giveWay(register(other, joined, names.includes("logs")), follow);
  isRegistered = true;
  return leave;
}

/** @returns what is registered now */
function register(api: Api, { tracers, loggers }: ForeignRecording, withLogs: boolean): GlobalName[] {
  const { logs }: { readonly logs?: Api["logs"] } = api;
  const names: GlobalName[] = [];
  if (api.trace.setGlobalTracerProvider(tracers)) names.push("trace");
  if (withLogs && loggers !== undefined && logs?.setGlobalLoggerProvider(loggers) === true) names.push("logs");
  return names;
}

async function leaveRecording(api: Api, joined: ForeignRecording, taker: Taker): Promise<unknown> {
  if (!joined.takers.leave(taker)) return undefined;
  if (shared === joined) {
    shared = undefined;
    for (const name of ["trace", "logs", "propagation"] as const) if (isOurs(name)) api[name]?.disable();
  }
  return joined.shutdown();
}

/** Prints OpenTelemetry's own messages on stderr when `OTEL_LOG_LEVEL` asks for them. */
function printDiagnostics({ diag, DiagLogLevel }: Api, env: GlobalProviderOptions["env"], own: Diag): void {
  const level = (env.OTEL_LOG_LEVEL ?? "").trim().toUpperCase();
  if (level === "") return;
  const print = (message: string): void => writeStderr(`${message}\n`);
  const isKnown = Object.hasOwn(DiagLogLevel, level) && !/^\d/.test(level);
  if (!isKnown) own.warn("env:OTEL_LOG_LEVEL", `OTEL_LOG_LEVEL=${level.slice(0, 40)} is no level; INFO is used`);
  const logLevel = isKnown ? DiagLogLevel[level as "INFO"] : DiagLogLevel.INFO;
  diag.setLogger({ error: print, warn: print, info: print, debug: print, verbose: print }, { logLevel });
}
