import type { Form } from "../form.ts";
import type { EndedHost } from "../host/start-host.ts";
import { play } from "../play.ts";
import type { Run, Scenario } from "../scenario.ts";
import { always, flapping } from "../server/fault.ts";
import type { Stage } from "../stage.ts";

const DOWN = always({ kind: "refused" });

/** Rows 12, 13, 15, 16 and 21: what the next start finds. */
export function restartRows(form: Form): readonly Scenario[] {
  const { spans, seconds, outage, name } = form;
  const share = (millis: number): number => (spans * millis) / (seconds * 1_000);
  const rounds = name === "short" ? 3 : 12;
  return [
    {
      row: 12,
      name: "down all the time, events too, next start",
      bar: { heldMillis: 600 },
      run: (stage) => play(stage, { host: { eventEvery: 10 }, phases: DOWN, restart: true }),
    },
    {
      row: 12,
      name: "down all the time, durability power, next start",
      bar: { heldMillis: 600 },
      run: (stage) => play(stage, { host: { options: { durability: "power" } }, phases: DOWN, restart: true }),
    },
    ...(name === "full" ? [manySpans] : []),
    {
      row: 15,
      name: "kill -9, events too, next start",
      bar: { duplicates: 512, interrupted: 3 },
      run: (stage) =>
        play(stage, {
          host: { openSpans: 3, eventEvery: 10 },
          signal: killBetween(0.4 * spans, 0.6 * spans),
          restart: true,
        }),
    },
    {
      row: 15,
      name: "kill -9 in an outage, next start",
      bar: { duplicates: 512, interrupted: 3 },
      run: (stage) =>
        play(stage, {
          host: { openSpans: 3 },
          phases: [{ by: "time", from: outage.from, to: Number.POSITIVE_INFINITY, fault: { kind: "refused" } }],
          signal: killBetween(share(outage.from + 200), share(outage.to)),
          restart: true,
        }),
    },
    {
      row: 15,
      name: "kill -9 right after the first tick, next start",
      bar: { duplicates: 512 },
      run: (stage) =>
        play(stage, {
          host: { spans: 200, seconds: 0, lingerMillis: 10_000 },
          signal: { name: "SIGKILL", afterSpans: 200 },
          restart: true,
        }),
    },
    {
      row: 15,
      name: "kill -9 in a tick that lasts, next start",
      bar: { duplicates: 512, interrupted: 3 },
      run: (stage) =>
        play(stage, {
          host: { openSpans: 3, spans: 10_000, seconds: 0, lingerMillis: 10_000 },
          signal: { name: "SIGKILL", afterSpans: 6_000 },
          restart: true,
        }),
    },
    {
      row: 16,
      name: `${rounds * 3} kills, three at once, flapping`,
      bar: { duplicates: rounds * 3 * 512 },
      run: (stage) => killLoop(stage, rounds),
    },
    { row: 21, name: "6 processes, 3 killed, 3 drainers race", bar: {}, run: shareSpool },
  ];
}

const manySpans: Scenario = {
  row: 13,
  name: "200,000 spans while down",
  bar: { heldMillis: 600, check: memoryMisses },
  async run(stage) {
    const host = { spans: 200_000, seconds: 40 };
    const base = stage.start({ ...host, sdk: "none", ending: "natural" });
    const run = await play(stage, { host, phases: DOWN, restart: true });
    const { result } = await base.ended;
    return { ...run, notes: [`${Math.round(result?.rssMegabytes ?? 0)} MB without SDK`] };
  },
};

const RSS_ALLOWANCE_MEGABYTES = 40;

function memoryMisses({ hosts, notes }: Run): readonly string[] {
  const limit = Number.parseInt(notes?.[0] ?? "0", 10) + RSS_ALLOWANCE_MEGABYTES;
  return hosts.flatMap(({ result }) => {
    const megabytes = Math.round(result?.rssMegabytes ?? 0);
    return megabytes <= limit ? [] : [`${megabytes} MB of memory, not ${limit}`];
  });
}

function killBetween(from: number, to: number): { name: "SIGKILL"; afterSpans: number } {
  return { name: "SIGKILL", afterSpans: from + Math.random() * (to - from) };
}

/** Hosts that would work for ever, killed at random moments, all with one spool; the backend comes and goes. */
async function killLoop(stage: Stage, rounds: number): Promise<Run> {
  await stage.server.begin(flapping({ kind: "refused" }, 2_000, 600_000));
  const hosts: EndedHost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const killed = [1, 2, 3].map(async () => {
      const host = stage.start({ spans: 500_000, seconds: 1_000 });
      await host.began;
      await host.made(Math.random() * 1_500);
      host.kill("SIGKILL");
      return host.ended;
    });
    hosts.push(...(await Promise.all(killed)));
  }
  const atExit = await stage.server.stats();
  hosts.push(await stage.drain());
  return stage.result(hosts, { atExit });
}

/** Six writers fill one spool while the backend is down; then three processes find it at the same time. */
async function shareSpool(stage: Stage): Promise<Run> {
  const { spans, seconds } = stage.form;
  await stage.server.begin(DOWN);
  const writers = [0, 1, 2, 3, 4, 5].map(async (index) => {
    const host = stage.start({ spans: spans / 5, seconds: seconds / 5 });
    await host.began;
    if (index < 3) {
      await host.made((Math.random() * spans) / 5);
      host.kill("SIGKILL");
    }
    return stage.ended(host, 30_000);
  });
  const hosts = await Promise.all(writers);
  const atExit = await stage.server.stats();
  const drainers = await Promise.all([stage.drain(), stage.drain(), stage.drain()]);
  return stage.result([...hosts, ...drainers], { atExit });
}
