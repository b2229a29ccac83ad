import { attempt } from "../../internal/attempt.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";

/** Records what the application decides of tool calls that interrupted a run, where it decides. Who decided is not said. */
export function patchApprovals(runState: unknown): (Restore | undefined)[] {
  const prototype = readPath(runState, "prototype");
  return [
    patchMethod(prototype, "approve", (original) => decided(original, "accept")),
    patchMethod(prototype, "reject", (original) => decided(original, "reject")),
  ];
}

function decided(original: AnyFunction, decision: "accept" | "reject"): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const result = Reflect.apply(original, this, args);
    attempt(() => {
      const [item] = args;
      const tool = readPath(item, "name") ?? readPath(item, "rawItem", "name");
      const callId = readPath(item, "rawItem", "callId") ?? readPath(item, "rawItem", "id");
      if (typeof tool !== "string") return;
      recordingClient()?.record("tool.decision", { tool, decision, ...(typeof callId === "string" && { callId }) });
    });
    return result;
  };
}
