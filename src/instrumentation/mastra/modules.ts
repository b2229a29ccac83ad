import { attempt } from "../../internal/attempt.ts";
import { instrumentOnce } from "../instrument.ts";
import type { ModuleHook } from "../module-hook.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { type MastraBridge, mastraBridge } from "./bridge.ts";

/** What a zero-code start patches: every instance of Mastra's observability that has no bridge gets ours. */
export const MASTRA_MODULES: readonly ModuleHook[] = [{ name: "@mastra/observability", patch: patchObservability }];

const seen = new WeakSet<object>();
let bridge: MastraBridge | undefined;

function patchObservability(exports: unknown): void {
  const prototype = readPath(exports, "BaseObservabilityInstance", "prototype");
  if (typeof prototype !== "object" || prototype === null) return;
  instrumentOnce(prototype, () => [
    patchMethod(
      prototype,
      "startSpan",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          attempt(() => addBridge(this));
          return Reflect.apply(original, this, args);
        },
    ),
  ]);
}

/** Adds the bridge as the constructor would have, had it been configured. */
function addBridge(instance: unknown): void {
  if (typeof instance !== "object" || instance === null || seen.has(instance)) return;
  seen.add(instance);
  const config = readPath(instance, "config");
  const bus = readPath(instance, "observabilityBus");
  const register = readPath(bus, "registerBridge");
  if (typeof config !== "object" || config === null || typeof register !== "function") return;
  if (readPath(config, "bridge") !== undefined) return;
  bridge ??= mastraBridge();
  Reflect.apply(register, bus, [bridge]);
  Reflect.set(config, "bridge", bridge);
}
