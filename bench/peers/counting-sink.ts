import { fork } from "node:child_process";
import { once } from "node:events";

export interface CountingSink {
  readonly url: string;
  /** Forgets what came before. */
  reset(): Promise<void>;
  /** Spans that arrived, each once. */
  arrived(): Promise<number>;
  stop(): void;
}

/** Starts the sink; it ends with this process. */
export async function startCountingSink(): Promise<CountingSink> {
  const child = fork(new URL("./sink-program.ts", import.meta.url), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ask = async (question: string): Promise<{ arrived: number }> => {
    child.send(question);
    const [answer] = await once(child, "message");
    return answer as { arrived: number };
  };
  const [{ url }] = (await once(child, "message")) as [{ url: string }];
  return {
    url,
    reset: async () => void (await ask("reset")),
    arrived: async () => (await ask("count")).arrived,
    stop: () => child.disconnect(),
  };
}
