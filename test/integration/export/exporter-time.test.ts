import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { testPipeline } from "./test-pipeline.ts";

const never = (): Promise<void> => new Promise(() => {});

describe("an exporter of the application that never answers", () => {
  it.each(["flush", "shutdown"] as const)(
    "has the time that %s() is given, once for all it is asked",
    async (method) => {
      const asked: string[] = [];
      const ask = (name: string) => () => {
        asked.push(name);
        return never();
      };
      const spanExporter = { export: ask("export"), forceFlush: ask("forceFlush"), shutdown: ask("shutdown") };
      const { pipeline, record } = testPipeline([{ type: "custom", spanExporter }]);
      record(1);
      const over = await Promise.race([pipeline[method]({ timeoutMillis: 800 }), setTimeout(1_500, "later")]);
      expect(over).toMatchObject({ delivered: 0, pending: 1 });
      expect(asked).toEqual(["export", "forceFlush", ...(method === "shutdown" ? ["shutdown"] : [])]);
    },
  );
});
