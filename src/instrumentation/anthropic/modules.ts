import type { ModuleHook } from "../module-hook.ts";
import { observedMethod } from "../observed-method.ts";
import {
  CLIENT_SIGNAL,
  type ClientMethod,
  type MethodTable,
  patchClientClass,
  patchExports,
} from "../stainless/client.ts";
import { ANTHROPIC_METHODS, ANTHROPIC_RUNNERS } from "./methods.ts";
import { withoutNativeSpan } from "./tool-runner.ts";

/**
 * The methods on the classes of resources, which all clients of a copy of the package share. No client has been wrapped there, so each
 * method takes its client's own spans over, inside a call that a framework records too.
 */
const ON_CLASSES: MethodTable<ClientMethod> = [
  ...ANTHROPIC_METHODS.map(
    ({ path, plan }): ClientMethod => ({
      path,
      observe: (original) => observedMethod(withoutNativeSpan(original), plan, CLIENT_SIGNAL),
    }),
  ),
  ...ANTHROPIC_RUNNERS,
  { path: ["messages", "stream"], observe: withoutNativeSpan },
  { path: ["beta", "messages", "stream"], observe: withoutNativeSpan },
];

/** What a zero-code start patches in Anthropic's packages. Those for Bedrock and Vertex load two parts of the main one, not the whole. */
export const ANTHROPIC_MODULES: readonly ModuleHook[] = [
  { name: "@anthropic-ai/sdk", patch: (exports) => patchExports(exports, "Anthropic", ON_CLASSES) },
  { name: "@anthropic-ai/sdk/client", patch: (exports) => patchExports(exports, "BaseAnthropic", ON_CLASSES) },
  { name: "@anthropic-ai/sdk/resources/index", patch: (exports) => patchClientClass(exports, ON_CLASSES) },
];
