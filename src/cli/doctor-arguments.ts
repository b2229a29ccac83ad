import { parseArgs } from "node:util";
import { problemOfOptions } from "./command-line.ts";

/** What `agentscribe doctor` is asked for. */
export interface DoctorRequest {
  /** The program to run and watch; absent when only the set-up is looked at. */
  readonly program: readonly string[];
  readonly json: boolean;
  /** Sends nothing. @defaultValue false */
  readonly offline?: boolean;
  /** How long the set-up may be looked at. @defaultValue that of `verify()` */
  readonly timeoutMillis?: number;
}

export type DoctorArguments =
  | { readonly kind: "request"; readonly request: DoctorRequest }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly problem: string };

const OPTIONS = {
  json: { type: "boolean" },
  offline: { type: "boolean" },
  timeout: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Options of the command stand before the program; what comes after it is the program's own. `node agent.js` is the program `agent.js`. */
export function parseDoctorArguments(argv: readonly string[]): DoctorArguments {
  const found = argv.findIndex((one, index) => !one.startsWith("-") && argv[index - 1] !== "--timeout");
  const own = found === -1 ? argv : argv.slice(0, found);
  try {
    const { values } = parseArgs({ args: [...own], options: OPTIONS });
    if (values.help === true) return { kind: "help" };
    const seconds = values.timeout === undefined ? undefined : Number(values.timeout);
    if (seconds !== undefined && !(seconds > 0 && seconds <= 600)) {
      return { kind: "wrong", problem: "--timeout takes seconds, from above 0 to 600" };
    }
    const [command, ...rest] = found === -1 ? [] : argv.slice(found);
    const program = command === "node" && rest.length > 0 ? rest : command === undefined ? [] : [command, ...rest];
    return {
      kind: "request",
      request: {
        program,
        json: values.json === true,
        ...(values.offline === true && { offline: true }),
        ...(seconds !== undefined && { timeoutMillis: seconds * 1_000 }),
      },
    };
  } catch (error) {
    return { kind: "wrong", problem: problemOfOptions(error) };
  }
}
