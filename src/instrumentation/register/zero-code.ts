import { attempt } from "../../internal/attempt.ts";
import { outside } from "../../internal/outside.ts";
import { instrumentFetch } from "../fetch/instrument-fetch.ts";
import { instrumentHttp } from "../http/instrument-http.ts";
import type { ModuleHook } from "../module-hook.ts";
import { sharedRegistry } from "../shared-registry.ts";
import { startOnUse } from "../start-on-use.ts";
import { hookModules } from "./hook-modules.ts";
import { MODULE_NAMES } from "./module-names.ts";

/**
 * Observes packages as they are loaded, `fetch`, and what goes over the wire. Asked for twice, as by `NODE_OPTIONS` and by code, it does so once. What
 * records is loaded with the first model call, the wrappers with the first package that has one: the many processes that a variable
 * reaches and that call no model pay for neither.
 */
export function startZeroCode(): void {
  const state = sharedRegistry("agentscribe register.1", () => ({ isStarted: false }));
  if (state.isStarted) return;
  state.isStarted = true;
  // Below all that observes: what is played is seen as what was recorded.
  if ((process.env.AGENTSCRIBE_CASSETTE ?? "") !== "") {
    (require("./cassette.cjs") as { startCassetteFromEnv(env: NodeJS.ProcessEnv): void }).startCassetteFromEnv(
      process.env,
    );
  }
  // The first use is in a request, as a rule: what is started is no part of it.
  attempt(() => startOnUse(() => outside(() => (require("./index.cjs") as { init(): unknown }).init())));
  attempt(() => instrumentFetch());
  attempt(() => instrumentHttp());
  attempt(() =>
    hookModules(
      MODULE_NAMES,
      () => (require("./all-wrappers.cjs") as { ALL_MODULES: readonly ModuleHook[] }).ALL_MODULES,
    ),
  );
}
