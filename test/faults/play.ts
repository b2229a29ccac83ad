import type { HostOptions } from "./host/start-host.ts";
import type { Run } from "./scenario.ts";
import type { Phase } from "./server/fault.ts";
import type { Stage } from "./stage.ts";

/** The usual course: one host works while the backend has its faults, ends, and may be started again. */
export interface Course {
  readonly host?: Partial<HostOptions>;
  readonly phases?: readonly Phase[];
  /** A signal when so many spans have ended; in time that would hit slow machines earlier in the work. */
  readonly signal?: { readonly name: "SIGTERM" | "SIGKILL"; readonly afterSpans: number };
  /** A next start with a healthy backend follows. */
  readonly restart?: boolean;
  /** The same host without SDK works at the same time: what its loop is blocked for is the machine's fault. */
  readonly comparesLoop?: boolean;
  /** Something that happens to the disk while the host works. */
  meanwhile?(stage: Stage): Promise<void>;
}

/** A host that is held longer than this after its work is killed; each bar is lower. */
const GIVE_UP_MILLIS = 20_000;

export async function play(stage: Stage, course: Course): Promise<Run> {
  const { server, form } = stage;
  const { phases = [], signal, restart = false } = course;
  await server.arm(phases);
  const options = { spans: form.spans, seconds: form.seconds, ...course.host };
  const base = course.comparesLoop ? stage.start({ ...options, sdk: "none", ending: "natural" }) : undefined;
  const host = stage.start(options);
  await Promise.all([host.began, base?.began]);
  await server.begin(phases);
  const meanwhile = course.meanwhile?.(stage);
  if (signal !== undefined) {
    await host.made(signal.afterSpans);
    host.kill(signal.name);
  }
  const workMillis = options.seconds * 1_000 + (options.lingerMillis ?? 0);
  const first = await stage.ended(host, workMillis + GIVE_UP_MILLIS);
  await meanwhile;
  const atExit = await server.stats();
  const hosts = restart ? [first, await stage.drain(options.openSpans)] : [first];
  const baseLoopMillis = (await base?.ended)?.result?.loop.max ?? 0;
  return stage.result(hosts, { atExit, baseLoopMillis });
}
