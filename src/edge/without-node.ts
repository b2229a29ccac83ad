import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import type { GlobalProviders } from "../sdk/globals/global-providers.ts";

/** Parts of this package that need Node, as they are where it is not. Each is named as what it stands in for. */

/** There is no disk: records are in memory. */
export function defaultSpoolDirectory(): undefined {
  return undefined;
}

/** Nor a store of records on it. */
export function createSpoolStore(): undefined {
  return undefined;
}

/** OpenTelemetry's SDK is Node's. Providers that the application registered are used as everywhere. */
export function startGlobalProviders({
  resource,
}: {
  readonly resource: TelemetryAttributes;
}): Promise<GlobalProviders> {
  return Promise.resolve({
    resource,
    collectMetrics: () => Promise.resolve(),
    collectMetricsNow: () => {},
    shutdown: () => Promise.resolve(),
  });
}

/** Nothing of ours is registered later that would find another context than before. */
export function registerContext(): void {}

/** What nothing would ever follow. */
export function registerMeters(): undefined {
  return undefined;
}

/** There is no file to remember the installation in. */
export function installationId(): undefined {
  return undefined;
}

/** There is no terminal to show it on, and no file to remember that it was shown. */
export function showFirstRunNotice(): boolean {
  return false;
}

/** The platform ends what runs here, without a word. */
export function onProcessEnd(): () => void {
  return () => undefined;
}

/** What is bound to the request that loaded this package may not be used in another: work stays where it is. */
export function outside<T>(fn: () => T): T {
  return fn();
}

/** The console is where platforms of this kind show what went wrong. */
export function writeStderr(text: string): void {
  // biome-ignore lint/suspicious/noConsole: there is no stderr to write to.
  globalThis.console.error(text.trimEnd());
}

/** No variable of the environment puts a proxy before any URL here. An exporter may, which the transport then refuses. */
export function bypassesProxy(): boolean {
  return true;
}

export function isLoopback(): boolean {
  return true;
}

/** There is no HTTP beside `fetch`. */
export function instrumentHttp(): () => void {
  return () => undefined;
}

/** There are no files to look at for `verify()`. */
export function localChecks(): Readonly<Record<string, never>> {
  return {};
}

/** What runs here seldom lives for long, and timers end with the request. */
export function keepExampleWork(): () => void {
  return () => undefined;
}
