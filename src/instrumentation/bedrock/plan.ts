import { parseInvokeRequest } from "../../providers/index.ts";
import { AWS_BEDROCK_GUARDRAIL_ID } from "../../semconv/client-attributes.ts";
import type { PlanCall, PlannedCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { planRerank } from "../rerank.ts";
import { readCommand } from "./commands.ts";
import { invokeKind } from "./invoke-kind.ts";

const PROVIDER = "aws.bedrock";

/** What a command of the client asks a model for; absent for guardrails, token counts and jobs, which are no model calls. */
export const planCommand: PlanCall = ([command]) => {
  const read = readCommand(command);
  switch (read?.name) {
    case "Converse":
      return converse(read.input, false);
    case "ConverseStream":
      return converse(read.input, true);
    case "InvokeModel":
      return invoke(read.input, false);
    case "InvokeModelWithResponseStream":
      return invoke(read.input, true);
    default:
      return undefined;
  }
};

function converse(input: unknown, stream: boolean): PlannedCall {
  return {
    kind: "llm",
    options: {
      provider: PROVIDER,
      operation: "chat",
      request: { ...(input as object), stream },
      tools: readPath(input, "toolConfig"),
      streamIn: (output) => readPath(output, "stream"),
      ...guardrail(readPath(input, "guardrailConfig", "guardrailIdentifier")),
    },
  };
}

/** The request is the vendor's own, in JSON. */
function invoke(input: unknown, stream: boolean): PlannedCall | undefined {
  const model = readPath(input, "modelId");
  const body = parseInvokeRequest(input);
  const named = { provider: PROVIDER, ...(typeof model === "string" && { model }) };
  const kind = invokeKind(typeof model === "string" ? model : "", body);
  if (kind === "rerank") return planRerank(named, body, (answer) => readPath(parseInvokeRequest(answer), "results"));
  if (kind === "embeddings") return { kind, options: { ...named, request: body ?? {} } };
  return {
    kind: "llm",
    options: {
      ...named,
      operation: kind,
      request: { ...(body as object | undefined), stream },
      streamIn: (output) => readPath(output, "body"),
      ...guardrail(readPath(input, "guardrailIdentifier")),
    },
  };
}

function guardrail(id: unknown): { readonly attributes?: Readonly<Record<string, unknown>> } {
  return typeof id === "string" ? { attributes: { [AWS_BEDROCK_GUARDRAIL_ID]: id } } : {};
}
