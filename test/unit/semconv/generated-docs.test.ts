import { describe, expect, it } from "vitest";
import { ENVIRONMENT } from "../../../docs/generate/environment.ts";
import { staleFiles } from "../../../docs/generate/generate.ts";
import { formatJson } from "../../../docs/generate/json.ts";
import { readConstants, readInterface, readSource, sourceFiles } from "../../../docs/generate/source.ts";
import { catalogueJsonSchema } from "../../../src/record/events/event-json-schema.ts";

describe("docs/generate/generate.ts --check", () => {
  it("finds the committed files as the code has them", () => {
    expect(staleFiles()).toEqual([]);
  });
});

describe("generated tables", () => {
  it("have a meaning for every attribute of this package, every option and every variable", () => {
    const attributes = readConstants("src/semconv/agentscribe-attributes.ts");
    const options = readInterface("src/sdk/options.ts", "TelemetryOptions");
    expect(attributes.length).toBeGreaterThan(50);
    expect(options.length).toBeGreaterThan(10);
    const silent = [...attributes, ...options, ...ENVIRONMENT].filter(
      (one) => one.meaning === "" && (one.defaultValue ?? "") === "",
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it("hold the schema as the same JSON", () => {
    expect(JSON.parse(formatJson(catalogueJsonSchema()))).toEqual(JSON.parse(JSON.stringify(catalogueJsonSchema())));
  });
});

describe("ENVIRONMENT", () => {
  const documented = new Set(ENVIRONMENT.map(({ name }) => name));

  it("names every variable that the source names", () => {
    const missing = sourceFiles("src").flatMap((path) =>
      variablesIn(readSource(path))
        .filter((name) => !isDocumented(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it("names no variable that the source does not name", () => {
    const all = sourceFiles("src").map(readSource).join("\n");
    const suffixes = new Set(all.match(/read\("[A-Z_]+"/g)?.map((call) => call.slice(6, -1)));
    const unknown = [...documented].filter((name) => {
      const suffix = /^OTEL_EXPORTER_OTLP_(.+)$/.exec(name)?.[1];
      if (suffix !== undefined && (suffixes.has(suffix) || suffix.endsWith("_*"))) return false;
      return !all.includes(name) && !/^OTEL_(TRACES|METRICS|LOGS)_EXPORTER$/.test(name) && !all.includes(`"${suffix}"`);
    });
    expect(unknown).toEqual([]);
  });

  function isDocumented(name: string): boolean {
    const isMeant = ENVIRONMENT.some(({ meaning }) => new RegExp(`\\b${name}\\b`).test(meaning));
    return documented.has(name) || isMeant || /^OTEL_EXPORTER_OTLP_(TRACES|METRICS|LOGS)_/.test(name);
  }
});

/** Variables by how they are read: as `env.NAME`, or as a string that looks like one. */
function variablesIn(source: string): readonly string[] {
  const read = [...source.matchAll(/\benv(?:\?\.|\.)([A-Z][A-Z0-9_]+)\b/g)].map(([, name]) => name ?? "");
  const named = [...source.matchAll(/"([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)"/g)].map(([, name]) => name ?? "");
  const variables = named.filter((name) =>
    /^(OTEL|AGENTSCRIBE|TELEMETRY|DO_NOT|AWS)_|_(URL|ENDPOINT|HOST|ENV)$/.test(name),
  );
  return [...new Set([...read, ...variables])];
}
