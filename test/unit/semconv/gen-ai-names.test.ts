import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as genAi from "../../../src/semconv/gen-ai-attributes.ts";
import { METRICS } from "../../../src/semconv/metrics.ts";
import { OPERATIONS } from "../../../src/semconv/operations.ts";
import { GEN_AI_SCHEMA_URL } from "../../../src/semconv/schema.ts";

const file = new URL("../../../../shared/reference/semconv-model.json", import.meta.url);
const available = existsSync(file);
if (!available) console.warn("SKIPPED gen-ai-names.test.ts: ../shared/reference is not beside the repository");

interface Model {
  readonly schema_url: string;
  readonly attributes: Readonly<Record<string, { readonly registry?: string; readonly enum?: readonly string[] }>>;
  readonly metrics: Readonly<Record<string, unknown>>;
}

describe.skipIf(!available)("names of the conventions", () => {
  const model = available ? (JSON.parse(readFileSync(file, "utf8")) as Model) : undefined;

  it("gen-ai-attributes.ts has exactly the attributes of the model", () => {
    const names = Object.entries(model?.attributes ?? {})
      .filter(([name, { registry }]) => registry !== "core" || name.startsWith("azure."))
      .map(([name]) => name);
    expect(Object.values(genAi).sort()).toEqual(names.sort());
  });

  it("each constant is its attribute's name in capitals", () => {
    for (const [constant, name] of Object.entries(genAi)) {
      expect(constant).toBe(name.replaceAll(".", "_").toUpperCase());
    }
  });

  it("operations, schema and metrics are those of the model", () => {
    expect([...OPERATIONS].sort()).toEqual([...(model?.attributes["gen_ai.operation.name"]?.enum ?? [])].sort());
    expect(GEN_AI_SCHEMA_URL).toBe(model?.schema_url);
    const ours = Object.values(METRICS).filter(({ name }) => name.startsWith("gen_ai."));
    expect(ours.filter(({ name }) => model?.metrics[name] === undefined)).toEqual([]);
  });
});
