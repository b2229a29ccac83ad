import type { Runtime } from "../internal/runtime.ts";

/** Which runtime this is, by the keys that runtimes agreed upon. */
export function currentRuntime(): Runtime {
  const { navigator, EdgeRuntime } = globalThis as { navigator?: { userAgent?: string }; EdgeRuntime?: unknown };
  const name =
    EdgeRuntime !== undefined ? "edge-light" : navigator?.userAgent === "Cloudflare-Workers" ? "workerd" : "edge";
  return { name, version: undefined, language: "webjs" };
}
