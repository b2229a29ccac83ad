import type { ModuleHook } from "../module-hook.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { observedSend } from "./observed-send.ts";

/** `send()` is inherited from a class that all clients of AWS share: the observed one is put on Bedrock's own class, before it. */
export const BEDROCK_MODULES: readonly ModuleHook[] = [
  {
    name: "@aws-sdk/client-bedrock-runtime",
    patch: (exports) => {
      patchMethod(readPath(exports, "BedrockRuntimeClient", "prototype"), "send", observedSend);
    },
  },
];
