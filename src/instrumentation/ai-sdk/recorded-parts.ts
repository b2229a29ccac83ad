import { readPath } from "../read-path.ts";

/** What of a call may be recorded, as the application says of it. */
export interface RecordedParts {
  readonly inputs: boolean;
  readonly outputs: boolean;
}

export const ALL_PARTS: RecordedParts = { inputs: true, outputs: true };

/** `recordInputs` and `recordOutputs`, which both are true where nothing is said. */
export function recordedParts(settings: unknown): RecordedParts {
  return {
    inputs: readPath(settings, "recordInputs") !== false,
    outputs: readPath(settings, "recordOutputs") !== false,
  };
}

/** Of an answer what says no more than what it used and how it ended. */
const FACTS = ["type", "id", "modelId", "finishReason", "usage"];
const FACTS_OF_METADATA = [
  "usage",
  "cacheCreationInputTokens",
  "serviceTier",
  "cost",
  "marketCost",
  "costInUsdTicks",
  "provider",
];

/** The answer of a model, or a part of its stream, as it may be recorded. Bodies of HTTP repeat both what was asked and what was answered. */
export function recordedAnswer(answer: unknown, { inputs, outputs }: RecordedParts): unknown {
  if ((inputs && outputs) || typeof answer !== "object" || answer === null) return answer;
  const { request: _request, responseData: _data, ...told } = answer as Readonly<Record<string, unknown>>;
  const { response, providerMetadata } = told;
  const kept = outputs ? told : { ...pick(told, FACTS), ...metadataOf(providerMetadata) };
  const head = { ...pick(response, ["id", "modelId", "timestamp", "headers"]) };
  return response === undefined ? kept : { ...kept, response: head };
}

/** Whether a part of a stream says what the model wrote. */
export function isOutputPart(type: unknown): boolean {
  return type !== "response-metadata" && type !== "finish" && type !== "finish-step";
}

function metadataOf(metadata: unknown): object {
  if (typeof metadata !== "object" || metadata === null) return {};
  const entries = Object.entries(metadata).map(([name, own]) => [
    name,
    { ...pick(own, FACTS_OF_METADATA), routing: pick(readPath(own, "routing"), ["finalProvider"]) },
  ]);
  return { providerMetadata: Object.fromEntries(entries) };
}

function pick(value: unknown, names: readonly string[]): object {
  const entries = names.map((name) => [name, readPath(value, name)] as const);
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
}
