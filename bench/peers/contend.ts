import { collectYoung } from "../support/collect-young.ts";
import { median } from "../support/compare.ts";
import { type Measured, readSettings, type Settings } from "./measured.ts";
import { measureStalls } from "./stalls.ts";
import { bare, SPANS_A_TURN, type Turn, turn } from "./work.ts";

/** A way to record the work of a turn. */
export interface Contender {
  record(turn: Turn): Promise<void>;
  /** Lets what was recorded leave: its cost belongs to the contender. */
  flush(): Promise<unknown>;
  /** Spans it sends of a turn. @defaultValue 3 */
  readonly spansATurn?: number;
  /** Records that it knows to have lost; for those that tell. */
  dropped?(): number;
}

/** Turns before anything is counted, so that the code is compiled; fewer when they take longer than the time. */
const WARM_UP = { turns: 6_000, step: 500, millis: 2_000 } as const;
/** Rounds that are counted; fewer, but at least 3, when they take longer than the time. */
const ROUNDS = { count: 7, turns: 1_000, millis: 2_000 } as const;

/** What one round took of one turn. */
interface Round {
  readonly mainMicros: number;
  readonly processMicros: number;
  readonly hotMicros: number;
}

/** Measures one contender in this process, against the same work recorded by nobody, and tells the driver. */
export async function contend(start: (settings: Settings) => Contender | Promise<Contender>): Promise<void> {
  const settings = readSettings();
  const contender = await start(settings);
  const flush = async (): Promise<void> => void (await contender.flush());
  let created = 0;
  const record = async (turns: number): Promise<void> => {
    for (let n = 0; n < turns; n += 1) {
      await contender.record(turn(created, settings.content));
      created += 1;
    }
  };
  const work = async (turns: number): Promise<void> => {
    for (let n = 0; n < turns; n += 1) await bare(turn(n, settings.content));
  };

  const warmUntil = performance.now() + WARM_UP.millis;
  for (let n = 0; n < WARM_UP.turns && performance.now() < warmUntil; n += WARM_UP.step) {
    await work(WARM_UP.step);
    await record(WARM_UP.step);
    await flush();
  }

  const bares: Round[] = [];
  const rounds: Round[] = [];
  const until = performance.now() + ROUNDS.millis;
  for (let n = 0; n < ROUNDS.count && (n < 3 || performance.now() < until); n += 1) {
    bares.push(await measure(work, async () => {}));
    rounds.push(await measure(record, flush));
  }
  const added = (of: (round: Round) => number): number => median(rounds.map(of)) - median(bares.map(of));
  const stalls = await measureStalls(record);
  await flush();
  const measured: Measured = {
    mainMicros: added(({ mainMicros }) => mainMicros),
    processMicros: added(({ processMicros }) => processMicros),
    hotMicros: added(({ hotMicros }) => hotMicros),
    ...stalls,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    createdSpans: created * (contender.spansATurn ?? SPANS_A_TURN),
    droppedRecords: contender.dropped?.() ?? 0,
  };
  process.send?.(measured, () => process.exit());
}

async function measure(run: (turns: number) => Promise<void>, flush: () => Promise<void>): Promise<Round> {
  collectYoung();
  const whole = process.cpuUsage();
  const main = process.threadCpuUsage();
  const start = performance.now();
  await run(ROUNDS.turns);
  const hot = performance.now() - start;
  await flush();
  const wholeUsed = process.cpuUsage(whole);
  const mainUsed = process.threadCpuUsage(main);
  return {
    mainMicros: (mainUsed.user + mainUsed.system) / ROUNDS.turns,
    processMicros: (wholeUsed.user + wholeUsed.system) / ROUNDS.turns,
    hotMicros: (hot * 1000) / ROUNDS.turns,
  };
}
