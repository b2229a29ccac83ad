import { fork } from "node:child_process";

/** Starts the sink; it ends with this process. */
export function startSink(): Promise<{ url: string; stop(): void }> {
  const child = fork(new URL("./sink.ts", import.meta.url), { stdio: "ignore" });
  return new Promise((ready) => {
    child.once("message", (url) => ready({ url: String(url), stop: () => child.disconnect() }));
  });
}
