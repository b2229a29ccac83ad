import { describe, expect, it } from "vitest";
import { optionsPage } from "../../../docs/generate/options-page.ts";
import { validateConfig } from "../../../src/index.ts";

interface Row {
  readonly name: string;
  readonly isRequired: boolean;
}

/** The rows of each section of the page. */
const sections: ReadonlyMap<string, readonly Row[]> = new Map(
  optionsPage()
    .split("\n## ")
    .slice(1)
    .map((section) => {
      const [title = "", ...lines] = section.split("\n");
      const rows = lines.flatMap((line) => {
        const [, name, required] = /^\| `(\w+)`( \(required\))? \|/.exec(line) ?? [];
        return name === undefined ? [] : [{ name, isRequired: required !== undefined }];
      });
      return [title, rows];
    }),
);

const OTLP = "`exporters`: an OTLP backend";
const CONSOLE = "`exporters`: the console";
const CUSTOM = "`exporters`: an exporter of OpenTelemetry";
const ANY = "`exporters`: any";
const USUAL = "Monitors: what compares with the usual";

/** The options that hold what a part of the page describes, and the sections that describe it. */
const PLACES: readonly { readonly place: (part: object) => object; readonly titles: readonly string[] }[] = [
  { place: (part) => part, titles: ["`init(options)`"] },
  { place: (capture) => ({ capture }), titles: ["`capture`: gates"] },
  { place: (redact) => ({ redact }), titles: ["`redact`"] },
  { place: (rule) => ({ redact: { rules: [rule] } }), titles: ["`redact.rules`"] },
  { place: (contentLimits) => ({ contentLimits }), titles: ["`contentLimits`"] },
  { place: (names) => ({ names }), titles: ["`names`"] },
  { place: (exporter) => ({ exporters: [exporter] }), titles: [OTLP, ANY] },
  { place: (exporter) => ({ exporters: [{ type: "console", ...exporter }] }), titles: [CONSOLE, ANY] },
  { place: (exporter) => ({ exporters: [{ type: "custom", ...exporter }] }), titles: [CUSTOM, ANY] },
  { place: (pricing) => ({ pricing }), titles: ["`pricing`"] },
  { place: (price) => ({ pricing: { overrides: { "acme/large": price } } }), titles: ["Prices of your own"] },
  { place: (budget) => ({ budgets: [budget] }), titles: ["`budgets`"] },
  { place: (monitors) => ({ monitors }), titles: ["`monitors`", USUAL] },
  { place: (loops) => ({ monitors: { loops } }), titles: ["`monitors.loops`"] },
  { place: (errorRate) => ({ monitors: { errorRate } }), titles: ["`monitors.errorRate`"] },
  { place: (costDrift) => ({ monitors: { costDrift } }), titles: ["`monitors.costDrift`"] },
  { place: (newDecisions) => ({ monitors: { newDecisions } }), titles: ["`monitors.newDecisions`"] },
  { place: (decisionMix) => ({ monitors: { decisionMix } }), titles: ["`monitors.decisionMix`"] },
  { place: (tokenEfficiency) => ({ monitors: { tokenEfficiency } }), titles: ["`monitors.tokenEfficiency`"] },
  { place: (latency) => ({ monitors: { latency } }), titles: ["`monitors.latency`"] },
  { place: (heartbeat) => ({ heartbeat }), titles: ["`heartbeat`"] },
];

describe("the page of options", () => {
  it.each(PLACES)("has the options that are taken, and no others: $titles", ({ place, titles }) => {
    const [refused] = validateConfig(place({ nosuch: 1 })).filter(({ option }) => option.endsWith("nosuch"));
    const [, taken = ""] = /expected one of (.*), got/.exec(refused?.message ?? "") ?? [];
    const described = titles.flatMap((title) => sections.get(title) ?? []).map(({ name }) => name);
    expect(described.toSorted()).toEqual(taken.split(", ").toSorted());
  });

  it.each(PLACES)("says which cannot be left out: $titles", ({ place, titles }) => {
    const rows = titles.flatMap((title) => sections.get(title) ?? []);
    const missing = validateConfig(place({})).map(({ option }) => option.split(".").at(-1));
    const required = rows.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    expect(required.filter((name) => name !== "type")).toEqual(
      rows.map(({ name }) => name).filter((name) => missing.includes(name)),
    );
  });

  it("has a section for each of these and for the environment alone", () => {
    const known = new Set(PLACES.flatMap(({ titles }) => titles));
    expect([...sections.keys()].filter((title) => !known.has(title))).toEqual(["Environment"]);
  });
});
