import type { TelemetryOptions } from "../../index.ts";
import type { FakeClock } from "./fake-clock.ts";

/** Options of `init` that say where records go, and make no sense in memory. */
const NOT_IN_MEMORY = ["exporters", "spool", "spoolDirectory", "durability", "host", "waitUntil", "enabled"] as const;

/** Those of `init` that decide what is recorded, and what only a test needs. Prices do not grow old, unless `pricing.staleAfterDays` is given. */
export interface TestTelemetryOptions extends Omit<TelemetryOptions, (typeof NOT_IN_MEMORY)[number] | "identity"> {
  /** Which content is captured. Give the option of production to test what would leave. @defaultValue `"full"`: nothing leaves the process */
  readonly capture?: TelemetryOptions["capture"];
  /** Whom sessions work for. No installation id, which is kept in a file. */
  readonly identity?: Omit<NonNullable<TelemetryOptions["identity"]>, "installation"> | undefined;
  /** Tells the time in place of the system. */
  readonly clock?: FakeClock | undefined;
  /**
   * Makes it the client that `fromContext()`, the free functions and wrappers find outside of scopes, until it is shut down.
   * @defaultValue false: what runs in its scopes or in `run()` is recorded
   */
  readonly asDefault?: boolean | undefined;
}

/** The options of `init` among them. @throws TypeError for one that has no place in memory */
export function initOptionsOf(options: TestTelemetryOptions): TelemetryOptions {
  const { clock, asDefault, service = { name: "test" }, capture = "full", ...rest } = options;
  const misplaced = NOT_IN_MEMORY.find((name) => (rest as TelemetryOptions)[name] !== undefined);
  if (misplaced !== undefined) {
    throw new TypeError(`createTestTelemetry() has no option ${misplaced}: it sends nothing and keeps nothing on disk`);
  }
  if ((rest.identity as TelemetryOptions["identity"])?.installation !== undefined) {
    throw new TypeError("createTestTelemetry() has no option identity.installation: it keeps nothing on disk");
  }
  if (asDefault !== undefined && typeof asDefault !== "boolean") {
    throw new TypeError("createTestTelemetry(): asDefault is true or false");
  }
  if (clock !== undefined && typeof clock.now !== "function") {
    throw new TypeError("createTestTelemetry(): clock is what createFakeClock() gives");
  }
  const pricing = withoutAge(rest.pricing);
  return { ...rest, service, capture, pricing, host: "own", spool: false };
}

/** A test says the same on every day: nothing of prices that have grown old, unless it asks. Options that are none stay, to be refused. */
function withoutAge(pricing: TelemetryOptions["pricing"] = {}): NonNullable<TelemetryOptions["pricing"]> {
  const isOptions = typeof pricing === "object" && pricing !== null && !Array.isArray(pricing);
  if (!isOptions || pricing.staleAfterDays !== undefined) return pricing;
  return { ...pricing, staleAfterDays: Number.POSITIVE_INFINITY };
}
