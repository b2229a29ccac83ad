import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const src = join(root, "src");

/** Who may import whom. `sdk` and the entry files wire everything and are not listed. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  internal: [],
  semconv: ["internal"],
  pricing: ["internal", "semconv"],
  privacy: ["internal", "semconv"],
  providers: ["internal", "semconv"],
  trace: ["internal"],
  export: ["internal"],
  monitor: ["internal", "semconv"],
  metrics: ["internal", "semconv"],
  record: ["internal", "semconv", "providers"],
  mapping: ["internal", "semconv"],
  debug: ["internal", "semconv", "record"],
  // Stands in for parts of these where there is no Node.
  edge: ["internal", "export", "metrics", "sdk", "instrumentation"],
  instrumentation: ["internal", "semconv", "providers", "record"],
  inspector: ["internal", "semconv"],
  // Reads what was recorded as the inspector does.
  testing: [
    "internal",
    "semconv",
    "privacy",
    "providers",
    "instrumentation",
    "trace",
    "inspector",
    "core.ts",
    "index.ts",
  ],
  cli: ["internal", "pricing", "export", "sdk", "instrumentation", "inspector", "testing"],
};

/** What of packages each layer may load when it is loaded itself; `import type` and `await import()` are free. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  // Bundled into the page; nothing else of the inspector loads a package.
  inspector: /^(preact(\/[a-z-]+)*|@preact\/signals)$/,
  // Runners each by the set-up for them; prices where bundlers take the kit in, which prices without waiting.
  testing: /^(vitest|@jest\/globals|@pydantic\/genai-prices)$/,
  semconv: /^@opentelemetry\/semantic-conventions(\/incubating)?$/,
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;"']*?from\s+"([^"]+)"/gms)];
  return found.map(([, typeOnly, to]) => ({ from: file, to: to ?? "", typeOnly: typeOnly !== undefined }));
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(src, name));
const imports = files.flatMap(importsOf);
const layerOf = (file: string): string => relative(src, file).split("/")[0] ?? "";

describe("layers", () => {
  it("are all listed, or wire the others", () => {
    const folders = new Set(
      files
        .map((file) => relative(src, file))
        .filter((name) => name.includes("/"))
        .map((name) => name.split("/")[0]),
    );
    expect([...folders].filter((name) => name !== undefined && !(name in ALLOWED)).sort()).toEqual(["sdk"]);
  });

  it.each(Object.keys(ALLOWED))("%s imports only what it may", (layer) => {
    const wrong = imports
      .filter(({ from, to }) => layerOf(from) === layer && to.startsWith("."))
      .map(({ from, to }) => ({ from, target: layerOf(resolve(dirname(from), to)) }))
      .filter(({ target }) => target !== layer && target !== "version.ts" && !ALLOWED[layer]?.includes(target))
      .map(({ from, target }) => `${relative(root, from)} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  it("load no package when they are loaded, except constants", () => {
    const wrong = imports
      .filter(({ to, typeOnly }) => !typeOnly && !to.startsWith(".") && !to.startsWith("node:"))
      .filter(({ from, to }) => PACKAGES[layerOf(from)]?.test(to) !== true)
      .map(({ from, to }) => `${relative(root, from)} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  it("of delivery know no name of the GenAI conventions", () => {
    const named = files.filter(
      (file) => ["export", "trace"].includes(layerOf(file)) && /["'`]gen_ai\./.test(readFileSync(file, "utf8")),
    );
    expect(named).toEqual([]);
  });
});
