import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { init, type Telemetry } from "../../../src/index.ts";
import { drive } from "./drive.ts";
import { HOSTILE_VALUES } from "./hostile-values.ts";
import { functionsOf, handleCalls, PUBLIC_CALLS, type PublicCall } from "./public-calls.ts";
import { SCOPE_OPTIONS } from "./scope-options.ts";

describe.each(["none", "full"] as const)("every public call, capture %s", (capture) => {
  let client: Telemetry;
  let calls: readonly PublicCall[];
  let received = 0;
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);

  beforeAll(async () => {
    process.on("unhandledRejection", onRejection);
    const spanExporter = {
      export(spans: readonly unknown[], done: (result: { code: number }) => void): void {
        received += spans.length;
        done({ code: 0 });
      },
    };
    client = init({ capture, host: "own", exporters: [{ type: "custom", spanExporter }] });
    calls = [...PUBLIC_CALLS, ...handleCalls(client)];
    await drive(client, calls, () => ({ warm: "up" }));
  }, 60_000);

  afterEach(() => expect(rejections).toEqual([]));

  afterAll(async () => {
    await client.shutdown();
    process.removeListener("unhandledRejection", onRejection);
  });

  test.each(Object.entries(HOSTILE_VALUES))(
    "survives %s",
    async (_name, make) => {
      await client.flush();
      const before = received;
      const { faults, expectedSpans } = await drive(client, calls, make);
      await client.flush({ timeoutMillis: 10_000 });
      expect(faults).toEqual([]);
      expect(received - before).toBe(expectedSpans);
      expect(client.health().dropped).toEqual({});
    },
    60_000,
  );

  test("are all driven: a method that is added must be added here", () => {
    const driven = new Set(calls.map(({ name }) => /^[A-Za-z]+/.exec(name)?.[0]));
    const elsewhere = ["activeCall", "refusal", "budget", "monitors", "verify", "flush", "shutdown", "disable"];
    expect(functionsOf(client).filter((name) => !driven.has(name))).toEqual(elsewhere.filter((name) => name in client));
    expect(Object.keys(SCOPE_OPTIONS).filter((name) => !driven.has(name))).toEqual([]);
  });
});
