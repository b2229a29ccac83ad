import type { ModuleHook } from "../module-hook.ts";
import { readPath } from "../read-path.ts";
import { patchInteractions } from "./interactions.ts";
import { patchLive } from "./live.ts";
import { patchModels } from "./models.ts";
import { observeGetter } from "./observe-getter.ts";

/** What is patched of Google's client when the application loads it. */
export const GOOGLE_MODULES: readonly ModuleHook[] = ["@google/genai", "@google/genai/node", "@google/genai/web"].map(
  (name) => ({ name, patch: patchModule }),
);

function patchModule(exports: unknown): void {
  patchModels(readPath(exports, "Models", "prototype"), () => true);
  patchLive(readPath(exports, "Live", "prototype"));
  const client = readPath(exports, "GoogleGenAI", "prototype");
  if (typeof client !== "object" || client === null) return;
  // The class of interactions is not exported: it is met with the first object of it.
  observeGetter(client, "interactions", (interactions) => {
    if (typeof interactions === "object" && interactions !== null)
      patchInteractions(Object.getPrototypeOf(interactions), () => true);
  });
}
