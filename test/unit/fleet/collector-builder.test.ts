import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const FOLDER = fileURLToPath(new URL("../../../fleet/collector/", import.meta.url));
const KINDS = ["receivers", "processors", "exporters", "extensions"] as const;

const read = (name: string): string => readFileSync(`${FOLDER}${name}`, "utf8");
const configurations = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml") && name !== "builder.yaml");

/** The lines of a top-level section. */
function section(text: string, name: string): readonly string[] {
  const lines = text.split("\n");
  const start = lines.indexOf(`${name}:`);
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && /^\S/.test(line) && !line.startsWith("#"));
  return lines.slice(start + 1, end < 0 ? undefined : end);
}

/** Types of components that a configuration defines, as their modules are named: `otlp_http/x` is of `otlphttp`. */
const definedIn = (name: string, kind: string): readonly string[] =>
  section(read(name), kind).flatMap((line) => {
    const type = /^ {2}([a-z_]+)(?:\/\w+)?:/.exec(line)?.[1];
    return type === undefined ? [] : [type.replaceAll("_", "")];
  });

it.each(KINDS)("builder.yaml has exactly the %s that the configurations use", (kind) => {
  const used = new Set(configurations.flatMap((name) => definedIn(name, kind)));
  const built = section(read("builder.yaml"), kind).flatMap((line) => {
    const module = /gomod: \S+\/(\w+) v/.exec(line)?.[1];
    return module === undefined ? [] : [module.replace(new RegExp(`${kind.slice(0, -1)}$`), "")];
  });

  expect(used.size).toBeGreaterThan(1);
  expect(built.toSorted()).toEqual([...used].toSorted());
});

it("no configuration holds a secret or a name of a machine", () => {
  for (const name of configurations) {
    for (const line of read(name).split("\n")) {
      if (/^\s+(token|password|username|endpoint|brokers|Authorization|\w+_file):/.test(line))
        expect(line).toMatch(/: \$\{env:/);
    }
  }
});
