import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Form } from "./form.ts";
import { type EndedHost, type HostOptions, type RunningHost, startHost } from "./host/start-host.ts";
import type { Run } from "./scenario.ts";
import { type FaultServer, startServer } from "./server/start-server.ts";
import { waitUntil } from "./wait-until.ts";

/** Where one scenario plays: a backend, a folder of its own, and the hosts that were started. */
export interface Stage {
  readonly form: Form;
  readonly server: FaultServer;
  readonly folder: string;
  readonly spoolDirectory: string;
  start(options: Partial<HostOptions>): RunningHost;
  /** Waits for a host; kills one that does not end within the time after which it should have. */
  ended(host: RunningHost, withinMillis: number): Promise<EndedHost>;
  /**
   * The next start: the backend is well, and a host with nothing to do lives until what is on disk arrived, so many open spans among it,
   * or no more comes.
   */
  drain(interrupted?: number): Promise<EndedHost>;
  /** Everything measured, with what the hosts and the backend count now. */
  result(hosts: readonly EndedHost[], more?: Partial<Run>): Promise<Run>;
  close(): Promise<void>;
}

/** A next start gives up when nothing arrived for so long. A dozen hosts share two cores: one may wait for seconds before its turn. */
const QUIET_MILLIS = 30_000;

export async function createStage(form: Form, folder: string, packageUrl: string): Promise<Stage> {
  const server = await startServer();
  const spoolDirectory = join(folder, "spool");
  mkdirSync(folder, { recursive: true });
  const running = new Set<RunningHost>();
  const created: EndedHost[] = [];

  function start(options: Partial<HostOptions>): RunningHost {
    const host = startHost(folder, { url: server.url, packageUrl, spoolDirectory, ...options });
    running.add(host);
    void host.ended.then((ended) => {
      running.delete(host);
      if (ended.settings.sdk !== "none") created.push(ended);
    });
    return host;
  }

  async function ended(host: RunningHost, withinMillis: number): Promise<EndedHost> {
    const timer = setTimeout(() => host.kill("SIGKILL"), withinMillis);
    try {
      return await host.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Until every span that ended has arrived, or the count stands still. */
  async function arrived(open: number): Promise<void> {
    const expected = created.reduce((sum, host) => sum + host.ended, 0);
    let best = -1;
    let changedAt = Date.now();
    await waitUntil(async () => {
      const { unique, interrupted } = await server.stats();
      if (unique + interrupted > best) changedAt = Date.now();
      best = Math.max(best, unique + interrupted);
      return (unique >= expected && interrupted >= open) || Date.now() - changedAt > QUIET_MILLIS;
    }, 120_000);
  }

  return {
    form,
    server,
    folder,
    spoolDirectory,
    start,
    ended,
    async drain(interrupted = 0) {
      await server.heal();
      const host = start({ ending: "wait" });
      await host.began;
      await arrived(interrupted);
      host.closeInput();
      return ended(host, 10_000);
    },
    async result(hosts, more = {}) {
      const stats = await server.stats();
      return { hosts, atExit: stats, stats, filesLeft: spoolFiles(spoolDirectory), ...more };
    },
    async close() {
      for (const host of running) host.kill("SIGKILL");
      await Promise.all([...running].map((host) => host.ended));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function spoolFiles(directory: string): readonly string[] {
  try {
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ name }) => name).filter((name) => !/dead/.test(name));
  } catch {
    return []; // It was never made, or removed by the scenario.
  }
}
