import type { Form } from "./form.ts";
import type { EndedHost } from "./host/start-host.ts";
import type { Bar, Run } from "./scenario.ts";
import { type Account, accountOf, addDropped, sumOf } from "./sdk-account.ts";

/** A run in numbers, and what is wrong with it: nothing when `misses` and `late` are empty. */
export interface Verdict {
  readonly created: number;
  readonly arrived: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** What no machine may cause, however busy it is: losses, wrong counts, errors. */
  readonly misses: readonly string[];
  /** Times that were missed, and what comes of an answer that is not read in time: the record is sent again. */
  readonly late: readonly string[];
}

export function judge(run: Run, bar: Bar, form: Form): Verdict {
  const ended = total(run.hosts.map((host) => host.ended));
  const begun = total(run.hosts.map((host) => host.begun));
  const accounts = run.hosts.flatMap((host) => accountOf(host.result?.health) ?? []);
  const dropped = addDropped(accounts);
  const { unique, duplicates, interrupted, requests, caughtUpMillis } = run.stats;
  const misses: string[] = [];
  const late: string[] = [];
  const expect = (holds: boolean, miss: string): void => {
    if (!holds) misses.push(miss);
  };
  const expectInTime = (holds: boolean, miss: string): void => {
    if (!holds) late.push(miss);
  };

  // Created = arrived + dropped, from the host's own count, the SDK's and the backend's. A kill may fall between the last two counts.
  const settled = unique + sumOf(dropped) + (bar.dropped === "counted" ? leftInMemory(accounts) : 0);
  const left =
    run.filesLeft.length === 0
      ? ""
      : `; ${run.filesLeft.length} files are left: ${run.filesLeft.slice(0, 8).join(" ")}`;
  const onDisk = accountOf(run.hosts.at(-1)?.result?.health)?.onDisk ?? 0;
  expect(settled + onDisk >= ended, `${ended - settled - onDisk} spans are lost without a count${left}`);
  expectInTime(settled >= ended, `${Math.min(onDisk, ended - settled)} spans are on disk still${left}`);
  expect(settled <= begun, `${settled - begun} spans more are delivered or dropped than were made`);
  expectInTime(duplicates <= (bar.duplicates ?? 0), `${duplicates} duplicates`);
  expect(requests.malformed === 0, `${requests.malformed} requests are no OTLP`);
  const recovered = `${interrupted} of ${bar.interrupted} open spans were recovered`;
  // What is on disk still may hold them.
  if (onDisk > 0) expectInTime(interrupted >= (bar.interrupted ?? 0), recovered);
  else expect(interrupted >= (bar.interrupted ?? 0), recovered);
  misses.push(...droppedMisses(dropped, bar));
  for (const host of run.hosts) misses.push(...hostMisses(host));
  for (const host of run.hosts) late.push(...leftBehind(host, bar));
  late.push(...deliveredMisses(run, bar));

  const [first] = run.hosts;
  const held = first?.heldMillis ?? 0;
  // The backend that it waits for shares the processors, and waits about as long.
  const starved = Math.round(2 * (first?.result?.starvedMillis ?? 0));
  expectInTime(held - starved <= limit(bar.heldMillis, form), `held ${held} ms, ${starved} of them by a busy machine`);
  expectInTime(caughtUpMillis <= limit(bar.caughtUpMillis, form), `caught up after ${caughtUpMillis} ms`);
  const blocked = Math.max(...run.hosts.map((host) => host.result?.loop.max ?? 0)) - (run.baseLoopMillis ?? 0);
  expectInTime(blocked <= limit(bar.loopMaxMillis, form), `the loop was blocked for ${blocked.toFixed(0)} ms`);
  late.push(...(bar.check?.(run, form) ?? []));
  return { created: ended, arrived: unique, dropped, misses, late };
}

function droppedMisses(dropped: Readonly<Record<string, number>>, bar: Bar): readonly string[] {
  if (bar.dropped === "counted") return [];
  const wanted = bar.dropped ?? {};
  const reasons = new Set([...Object.keys(dropped), ...Object.keys(wanted)]);
  return [...reasons].flatMap((reason) => {
    const [is, should] = [dropped[reason] ?? 0, wanted[reason] ?? 0];
    return is === should ? [] : [`${is} dropped as ${reason}, not ${should}`];
  });
}

/** What holds for any host of ours that lived to its end: its own account is closed, and it never saw an error of the SDK. */
function hostMisses(host: EndedHost): readonly string[] {
  const { result, settings } = host;
  const misses = (result?.failures ?? []).map((failure) => `the host got an error: ${failure}`);
  if (host.signal === "SIGKILL" && host.heldMillis > 5_000) misses.push("the host did not end by itself");
  if (settings.sdk !== "agentscribe" || result === undefined) return misses;
  const account = accountOf(result.health);
  if (account === undefined) return [...misses, "health() gives no account"];
  if (!isClosed(account)) misses.push(`health() does not add up: ${JSON.stringify(account)}`);
  if (account.accepted < host.ended) misses.push(`only ${account.accepted} of ${host.ended} spans were accepted`);
  const reports = [
    ...(result.report === undefined && settings.ending !== "shutdown" ? [] : [["shutdown()", result.report] as const]),
    ...(settings.flushAtMillis === undefined ? [] : [["flush()", result.flushReport] as const]),
  ];
  for (const [call, report] of reports) {
    if (accountOf(report) === undefined) misses.push(`${call} gave no report`);
  }
  return misses;
}

/** Where no disk takes them, what is not answered within the time of `shutdown()` ends with the process; it says so. */
function leftBehind({ result }: EndedHost, bar: Bar): readonly string[] {
  const { pending = 0 } = accountOf(result?.report) ?? {};
  return pending > 0 && bar.dropped !== "counted" ? [`${pending} spans were left in memory at the end`] : [];
}

/** What one host says it delivered is what the backend got while it lived; more only when it ended without waiting for answers. */
function deliveredMisses({ hosts, atExit }: Run, bar: Bar): readonly string[] {
  const [host] = hosts;
  const account = accountOf(host?.result?.health);
  if (host === undefined || account === undefined) return [];
  const got = atExit.unique + atExit.duplicates;
  const waited = host.settings.ending === "shutdown" && (bar.duplicates ?? 0) === 0;
  if (account.delivered <= got && (!waited || account.delivered === got)) return [];
  return [`the SDK says ${account.delivered} delivered, the backend got ${got}`];
}

function isClosed({ accepted, adopted, delivered, pending, onDisk, dropped }: Account): boolean {
  return accepted + adopted === delivered + pending + onDisk + sumOf(dropped);
}

/** Records that no disk took and no backend: they end with the process, and its report says so. */
function leftInMemory(accounts: readonly Account[]): number {
  return total(accounts.map(({ pending }) => pending));
}

function limit(millis: number | undefined, form: Form): number {
  return millis === undefined ? Number.POSITIVE_INFINITY : millis + form.slackMillis;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
