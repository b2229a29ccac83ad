import { countAttempts, type Fetch } from "../http/attempts.ts";
import type { ModuleHook } from "../module-hook.ts";
import { type AnyFunction, observedMethod } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { ANTHROPIC_METHODS } from "./methods.ts";
import { observedThread, observedToolRunner, withoutNativeSpan } from "./tool-runner.ts";

/** Where each resource's class is, from the namespace of resources or the client's class. */
const CLASSES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  messages: [["Messages"]],
  "beta.messages": [["Beta", "Messages"]],
  completions: [["Completions"]],
};

/** Patches the classes of resources, which all clients of a copy of the package share, the ones for Bedrock and Vertex too. */
function patchResources(namespace: unknown): void {
  for (const { path, plan } of ANTHROPIC_METHODS) {
    for (const place of CLASSES[path.slice(0, -1).join(".")] ?? []) {
      const prototype = readPath(namespace, ...place, "prototype");
      // Inside a call that a framework records nothing is added here, and nothing by the client.
      patchMethod(prototype, path.at(-1) ?? "", (original) => observedMethod(withoutNativeSpan(original), plan));
      patchMethod(prototype, "stream", withoutNativeSpan);
      patchMethod(prototype, "toolRunner", observedToolRunner);
      patchMethod(prototype, "thread", observedThread);
    }
  }
}

/** Patches what makes the attempts of a request: `fetch` itself is each client's own. */
function patchAttempts(clientClass: unknown): void {
  for (let owner = readPath(clientClass, "prototype"); owner !== null && owner !== undefined; ) {
    if (typeof owner === "object" && Object.hasOwn(owner, "fetchWithTimeout")) {
      patchMethod(owner, "fetchWithTimeout", (original) => countAttempts(original as Fetch) as AnyFunction);
      return;
    }
    owner = Object.getPrototypeOf(owner);
  }
}

function patchSdk(exports: unknown): void {
  // CommonJS exports the class itself, with the namespace on it.
  for (const place of [["default"], ["Anthropic"], []]) {
    const exported = readPath(exports, ...place);
    patchResources(exported);
    patchAttempts(exported);
  }
  patchAttempts(readPath(exports, "BaseAnthropic"));
}

/** What a zero-code start patches in Anthropic's packages. Those for Bedrock and Vertex load the two parts, not the whole. */
export const ANTHROPIC_MODULES: readonly ModuleHook[] = [
  { name: "@anthropic-ai/sdk", patch: patchSdk },
  { name: "@anthropic-ai/sdk/client", patch: patchSdk },
  { name: "@anthropic-ai/sdk/resources/index", patch: patchResources },
];
