import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import { readPath } from "../read-path.ts";
import { errorOf } from "./span-errors.ts";

/** Records a model call from the span that the SDK's own models make of it: for models that are not observed themselves. */
export function recordModelSpan(
  client: RecordClient,
  span: object,
  startTime: number,
  within: ScopeHandle | undefined,
): void {
  const data = readPath(span, "spanData");
  const response = readPath(data, "_response") ?? readPath(data, "output", "0");
  const model = readPath(data, "model") ?? readPath(response, "model");
  const input = readPath(data, "_input") ?? readPath(data, "input");
  const call = client.startLlm({
    provider: "openai",
    ...(typeof model === "string" && { model }),
    ...(input !== undefined && { input }),
    ...(within !== undefined && { within }),
    request: readPath(data, "model_config"),
    startTime,
  });
  if (response !== undefined) call.response(response);
  const error = errorOf(span);
  call.end(error === undefined ? {} : { error });
}
