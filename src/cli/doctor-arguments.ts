import { parseArgs } from "node:util";
import { problemOfOptions } from "./command-line.ts";

/** What `agentscribe doctor` is asked for. */
export interface DoctorRequest {
  /** The program to run and watch; absent when only what is installed is looked at. */
  readonly program: readonly string[];
  readonly json: boolean;
}

export type DoctorArguments =
  | { readonly kind: "request"; readonly request: DoctorRequest }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly problem: string };

/** Options of the command stand before the program; what comes after it is the program's own. `node agent.js` is the program `agent.js`. */
export function parseDoctorArguments(argv: readonly string[]): DoctorArguments {
  const found = argv.findIndex((one) => !one.startsWith("-"));
  const own = found === -1 ? argv : argv.slice(0, found);
  try {
    const { values } = parseArgs({
      args: [...own],
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help === true) return { kind: "help" };
    const [command, ...rest] = found === -1 ? [] : argv.slice(found);
    const program = command === "node" && rest.length > 0 ? rest : command === undefined ? [] : [command, ...rest];
    return { kind: "request", request: { program, json: values.json === true } };
  } catch (error) {
    return { kind: "wrong", problem: problemOfOptions(error) };
  }
}
