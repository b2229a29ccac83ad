import * as coreNames from "../../src/semconv/core-attributes.ts";
import { code, page, table } from "./markdown.ts";
import { readConstants, readSource, sourceFiles } from "./source.ts";

const OWN = "src/semconv/agentscribe-attributes.ts";
const CLIENTS = "src/semconv/client-attributes.ts";
const OLD = "src/semconv/gen-ai-1-36-attributes.ts";
const HEAD = `Every attribute of spans. Attributes of events are in [events](events.md). Names of the OpenTelemetry conventions are used where the
conventions have one; what they have no name for starts with \`agentscribe.\`. A name is set only when its value is known:
absent is not 0.`;

export function attributesPage(): string {
  const described = (path: string): string =>
    table(
      ["attribute", "meaning"],
      readConstants(path).map((one) => [code(one.text), one.meaning]),
    );
  return page(
    "Attributes",
    HEAD,
    `## Of this package\n\n${described(OWN)}`,
    `## Of the GenAI conventions\n\nTheir meaning is that of the [conventions](https://github.com/open-telemetry/semantic-conventions-genai).\n\n${used(genAiNames())}`,
    `## Of the general conventions\n\n${used(new Map(Object.entries(coreNames)))}`,
    `## Of single clients\n\nSet by their wrappers, beside those above.\n\n${described(CLIENTS)}`,
    `## With \`semconv: "1.36"\`\n\n${described(OLD)}`,
  );
}

function genAiNames(): ReadonlyMap<string, string> {
  return new Map(readConstants("src/semconv/gen-ai-attributes.ts").map(({ name, text }) => [name, text]));
}

/** Names that the code sets, with what sets them. */
function used(names: ReadonlyMap<string, string>): string {
  const sources = sourceFiles("src")
    .filter((path) => /^src\/(record|sdk)\/(?!events\/)/.test(path))
    .map((path) => ({ place: placeOf(path), words: new Set(readSource(path).match(/\b[A-Z][A-Z0-9_]+\b/g)) }));
  const rows = [...names].sort(byName).flatMap(([constant, name]) => {
    if (ON_METRICS.includes(name)) return [];
    const places = sources.filter(({ words }) => words.has(constant)).map(({ place }) => place);
    const never = ONLY.filter(([pattern]) => pattern.test(name)).map(([, scope]) => scope);
    const shown = new Set(places.flatMap((place) => place.split(", ")).filter((place) => place !== ""));
    return places.length === 0 ? [] : [[code(name), [...shown].filter((place) => !never.includes(place)).join(", ")]];
  });
  return table(["attribute", "set by"], rows);
}

const ON_METRICS: readonly string[] = ["gen_ai.token.modality"];

const byName = ([, a]: readonly [string, string], [, b]: readonly [string, string]): number => (a < b ? -1 : 1);

/** The scopes that a file makes; empty for what only passes attributes on. */
function placeOf(path: string): string {
  if (path === "src/sdk/delivery-metrics.ts") return "metrics of delivery";
  if (path.startsWith("src/sdk/")) return "resource";
  const known = PLACES.find(([pattern]) => pattern.test(path));
  return known?.[1] ?? /\/scopes\/(\w+)\.ts$/.exec(path)?.[1] ?? "";
}

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/\/scopes\/agent\./, "agent"],
  [/\/scopes\/fetch-response\./, "fetchResponse"],
  [/\/(scopes\/mcp\.|mcp\/)/, "mcpRequest, mcpServe"],
  [/\/scopes\/retrieval\./, "retrieval, memory"],
  [/\/scopes\/step\./, "plan"],
  [/\/scopes\/tool-execution\./, "tool, command"],
  [/\/llm\/api-attributes\./, "llm, fetchResponse"],
  [/\/llm\/priced-call\./, "llm, embeddings"],
  [/\/llm\//, "llm"],
  [/\/capture-messages\./, "llm, agent"],
  [/\/prompt-variables\./, "llm, mcpRequest, mcpServe"],
  [/\/server-attributes\./, "every call of a server"],
  [/\/identity\./, "everything inside"],
  [/\/http-status\./, "every call of a server that refused it"],
  [/\/write-end\.ts/, "every scope that failed"],
];

/** A file that makes two kinds of scope has attributes that only one of them sets. */
const ONLY: readonly (readonly [RegExp, string])[] = [
  [/^gen_ai\.(retrieval|data_source)\./, "memory"],
  [/^gen_ai\.memory\./, "retrieval"],
  [/^server\./, "mcpServe"],
];
