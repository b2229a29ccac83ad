import { isErrorNamed } from "../internal/is-error-named.ts";

/** An option of `init` is wrong. Thrown by `init` before anything starts: no socket, file or timer exists then. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The path of the option, such as `pricing.discount`. */
  readonly option: string;
  readonly expected: string;
  readonly got: string;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isErrorNamed(value, "ConfigError", "option");
  }

  constructor(problem: { readonly option: string; readonly expected: string; readonly got: string }) {
    super(`agentscribe: option ${problem.option}: expected ${problem.expected}, got ${problem.got}`);
    this.option = problem.option;
    this.expected = problem.expected;
    this.got = problem.got;
  }
}
