import { startInspector } from "../../../../src/inspector/index.ts";

/**
 * An inspector in a process of its own, so that what its loop and its memory do is not what the test does. Says where it
 * listens, then answers each message with what was seen since the one before.
 */
export interface Ready {
  readonly port: number;
  readonly token: string;
}

export interface Seen {
  /** The longest that the loop was held, in milliseconds of this thread's CPU: others on the machine do not count. */
  readonly heldMillis: number;
  /** The most memory that the process had. */
  readonly peakBytes: number;
}

const TICK_MILLIS = 10;

const cpuMillis = (): number => {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
};

const inspector = await startInspector({ port: 0, grpcPort: false, page: false, store: process.argv[2] ?? ":memory:" });

let heldMillis = 0;
let peakBytes = 0;
let last = { wall: performance.now(), cpu: cpuMillis() };
setInterval(() => {
  const now = { wall: performance.now(), cpu: cpuMillis() };
  heldMillis = Math.max(heldMillis, Math.min(now.wall - last.wall - TICK_MILLIS, now.cpu - last.cpu));
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  last = now;
}, TICK_MILLIS);

process.on("message", () => {
  process.send?.({ heldMillis, peakBytes } satisfies Seen);
  heldMillis = 0;
  peakBytes = process.memoryUsage.rss();
});
process.on("disconnect", () => void inspector.close().then(() => process.exit()));
process.send?.({ port: Number(new URL(inspector.otlpUrl).port), token: inspector.token } satisfies Ready);
