import { instrumentOnce } from "../instrument.ts";
import type { Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { observeAttempts } from "./attempts.ts";
import { patchInteractions } from "./interactions.ts";
import { patchLive } from "./live.ts";
import { patchModels } from "./models.ts";
import { observeGetter } from "./observe-getter.ts";

/**
 * Records every model call of a client of `@google/genai`: `wrapGoogleGenAI(new GoogleGenAI({ apiKey }))`.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapGoogleGenAI<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => {
    let isOn = true;
    // Interactions are made when they are first asked for.
    const later: (Restore | undefined)[] = [];
    return [
      observeAttempts(readPath(client, "apiClient")),
      ...patchModels(readPath(client, "models"), () => isOn),
      ...patchLive(readPath(client, "live")),
      observeGetter(client, "interactions", (interactions) =>
        later.push(...patchInteractions(interactions, () => isOn)),
      ),
      () => {
        isOn = false;
        for (const restore of later.reverse()) restore?.();
      },
    ];
  });
}

export { unwrap } from "../instrument.ts";
