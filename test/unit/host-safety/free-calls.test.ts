import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { init, type Telemetry } from "../../../src/index.ts";
import { drive } from "./drive.ts";
import { ENDING_CALLS, FREE_CALLS } from "./free-calls.ts";
import { HOSTILE_VALUES } from "./hostile-values.ts";

describe("functions, questions and endings", () => {
  let client: Telemetry;
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
    client = init({ host: "own", exporters: [{ type: "custom", spanExporter }] });
    await drive(client, [...FREE_CALLS, ...ENDING_CALLS], () => ({ warm: "up" }));
  }, 60_000);

  afterEach(() => expect(rejections).toEqual([]));

  afterAll(async () => {
    await client.shutdown();
    process.removeListener("unhandledRejection", onRejection);
  });

  test.each(Object.entries(HOSTILE_VALUES))(
    "survive %s",
    async (_name, make) => {
      await client.flush();
      const before = received;
      const { faults, expectedSpans } = await drive(client, FREE_CALLS, make);
      await client.flush({ timeoutMillis: 10_000 });
      expect(faults).toEqual([]);
      expect(received - before).toBe(expectedSpans);
      expect(client.health().dropped).toEqual({});
      expect((await drive(client, ENDING_CALLS, make)).faults).toEqual([]);
    },
    60_000,
  );
});
