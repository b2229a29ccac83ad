import { writeFileSync } from "node:fs";
import { attempt } from "../../internal/attempt.ts";
import { madeClients } from "../../internal/made-clients.ts";
import { sharedState } from "../../internal/shared-state.ts";
import { isWaiting } from "../start-on-use.ts";
import { doctor } from "./diagnose.ts";
import { watchedProgram } from "./watched-program.ts";

/** Names the file that `agentscribe doctor` waits for. */
export const REPORT_VARIABLE = "AGENTSCRIBE_DOCTOR_REPORT";
/** Anything: the client of the program sends no test records. */
export const OFFLINE_VARIABLE = "AGENTSCRIBE_DOCTOR_OFFLINE";
/** How many milliseconds the client of the program may look at its set-up. */
export const TIMEOUT_VARIABLE = "AGENTSCRIBE_DOCTOR_TIMEOUT";

/** A client that can look at its own set-up; one of an older copy of this package cannot. */
interface Verifiable {
  verify?(options: { offline: boolean; timeoutMillis?: number }): Promise<unknown>;
}

/**
 * Has the client that the program makes look at its set-up while the program runs, and writes what was found when the process ends to the file that
 * the command names.
 */
export function reportAtExit(env: Readonly<Record<string, string | undefined>>): void {
  const file = env[REPORT_VARIABLE];
  if (file === undefined || file === "") return;
  const timeout = env[TIMEOUT_VARIABLE];
  const options = {
    offline: env[OFFLINE_VARIABLE] !== undefined,
    ...(timeout !== undefined && { timeoutMillis: Number(timeout) }),
  };
  let client: Verifiable | undefined;
  let verification: unknown;
  const look = (): Promise<unknown> | undefined => {
    const found = newestClient();
    if (found?.verify === undefined || found === client) return undefined;
    client = found;
    return attempt(() =>
      found.verify?.(options).then((answer) => {
        verification = answer;
      }),
    );
  };
  // Not within `init`, which is to return first.
  madeClients().onMade = () => void setImmediate(look).unref();
  // A promise alone does not keep the process; what it waits for does, and comes here again at its end.
  process.on("beforeExit", () => void look());
  process.on("uncaughtExceptionMonitor", (error) => {
    if (error?.name === "ConfigError") watchedProgram().configError = String(error.message).slice(0, 500);
  });
  process.on("exit", () => {
    const { configError } = watchedProgram();
    const report = {
      ...doctor(),
      verification,
      configError,
      hasClient: client !== undefined || newestClient() !== undefined,
    };
    attempt(() => writeFileSync(file, JSON.stringify(report), { mode: 0o600 }));
  });
}

/** Without starting one that waits for its first use. */
function newestClient(): Verifiable | undefined {
  const made = madeClients().list.at(-1)?.client.deref();
  const active = isWaiting() ? undefined : sharedState().defaultClient;
  return (made ?? active) as Verifiable | undefined;
}
