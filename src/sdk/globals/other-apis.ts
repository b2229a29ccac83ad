import module from "node:module";

type Api = typeof import("@opentelemetry/api");

/** What `require` loads of the API: since 1.10, and before. */
const API_FILE = /[\\/]@opentelemetry[\\/]api[\\/](?:dist[\\/]index\.cjs|build[\\/]src[\\/]index\.js)$/;

/**
 * Copies of the API that were loaded by `require`, beside the one that is given: since 1.10 each module system has its own. A tracer or logger that was got
 * from a copy before anybody registered waits for a registration with that copy.
 */
export function otherApis(api: Api): readonly Api[] {
  try {
    // Not by its name, in whose place webpack puts nothing.
    const { cache } = module.createRequire(import.meta.url);
    return Object.entries(cache).flatMap(([file, loaded]) => {
      const other = API_FILE.test(file) ? (loaded?.exports as Partial<Api> | undefined) : undefined;
      return other?.trace === undefined || other.trace === api.trace ? [] : [other as Api];
    });
  } catch {
    return []; // A bundle without a URL.
  }
}
