import type { Form } from "../form.ts";
import { play } from "../play.ts";
import type { Run, Scenario } from "../scenario.ts";
import { always } from "../server/fault.ts";

/** Rows 17 and 22: a burst, and what recording costs the host. */
export function loadRows(form: Form): readonly Scenario[] {
  const burst = form.name === "short" ? 10_000 : 50_000;
  return [
    {
      row: 17,
      name: `${burst} spans in one tick`,
      bar: { heldMillis: 1_000 },
      alone: true,
      run: (stage) => play(stage, { host: { spans: burst, seconds: 0 }, restart: true }),
    },
    {
      row: 17,
      name: `${burst} spans in one tick, down`,
      bar: { heldMillis: 1_000 },
      alone: true,
      run: (stage) =>
        play(stage, { host: { spans: burst, seconds: 0 }, phases: always({ kind: "refused" }), restart: true }),
    },
    {
      row: 22,
      name: "what 500 spans a second cost",
      bar: { check: costMisses },
      alone: true,
      async run(stage) {
        const { spans, seconds } = form;
        const base = await stage.ended(stage.start({ sdk: "none", spans, seconds, ending: "natural" }), 60_000);
        const run = await play(stage, {});
        const { result } = base;
        const [host] = run.hosts;
        const cpu = ((host?.result?.cpuMillis ?? Number.NaN) - (result?.cpuMillis ?? Number.NaN)) / spans;
        const { p50 = Number.NaN, p99 = Number.NaN, p999 = Number.NaN } = host?.result?.end ?? {};
        const loop = (host?.result?.loop.p99 ?? Number.NaN) - (result?.loop.p99 ?? Number.NaN);
        const cost = { p50, p99, p999, loop, cpu };
        return { ...run, notes: Object.entries(cost).map(([name, value]) => `${name} ${value.toFixed(3)}`) };
      },
    },
  ];
}

/** `end()` at its median and above, the loop's delay above that without SDK, CPU time a span: all in milliseconds. */
const COST_BARS: Readonly<Record<Form["name"], Readonly<Record<string, number>>>> = {
  full: { p50: 0.03, p99: 0.3, p999: 5, loop: 3, cpu: 0.1 },
  // A fifth of the spans pays for the same start, most of them before the code is compiled, on cores that have other work.
  short: { p50: 0.1, p99: 2, p999: 20, loop: 10, cpu: 0.8 },
};

function costMisses({ notes = [] }: Run, form: Form): readonly string[] {
  return notes.flatMap((note) => {
    const [name = "", value = ""] = note.split(" ");
    const bar = COST_BARS[form.name][name] ?? Number.NaN;
    return Number(value) <= bar ? [] : [`${name} is ${value} ms, not ${bar}`];
  });
}
