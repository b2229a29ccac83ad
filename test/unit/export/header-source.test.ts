import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { createHeaderSource, type HeaderSource, type Headers } from "../../../src/export/http/header-source.ts";

interface Asked {
  readonly source: HeaderSource;
  /** One for each call of the function. */
  readonly answers: PromiseWithResolvers<Headers>[];
  /** Reads with a signal that is aborted at once, after the function was asked. */
  readTooShort(): Promise<Headers>;
  pass(millis: number): void;
}

function setUp(): Asked {
  let now = 0;
  const answers: PromiseWithResolvers<Headers>[] = [];
  const option = (): Promise<Headers> => {
    const answer = Promise.withResolvers<Headers>();
    answers.push(answer);
    return answer.promise;
  };
  const source = createHeaderSource(option, () => now);
  return {
    source,
    answers,
    readTooShort() {
      const abort = new AbortController();
      const read = source.read(abort.signal);
      abort.abort();
      return read;
    },
    pass: (millis) => {
      now += millis;
    },
  };
}

const NEVER = new AbortController().signal;
const IN_TIME = "the headers function gave nothing in time";

describe("headers of a function", () => {
  it("are asked for once by those who wait together, and again after five minutes", async () => {
    const { source, answers, pass } = setUp();
    const both = Promise.all([source.read(NEVER), source.read(NEVER)]);
    answers[0]?.resolve({ token: "1" });
    expect(await both).toEqual([{ token: "1" }, { token: "1" }]);
    pass(299_999);
    expect(await source.read(NEVER)).toEqual({ token: "1" });
    pass(1);
    const read = source.read(NEVER);
    answers[1]?.resolve({ token: "2" });
    expect(await read).toEqual({ token: "2" });
    expect(answers).toHaveLength(2);
  });

  it.each([
    [undefined, "the headers function failed: TypeError: it gave undefined"],
    [null, "the headers function failed: TypeError: it gave null"],
    ["Bearer secret", "the headers function failed: TypeError: it gave string"],
    [new Map([["a", "1"]]), "the headers function gave a Headers, a Map or a list, and no plain object"],
    [{ authorization: "Bearer secret\n" }, "the headers function gave a value of authorization with a line break"],
    [
      { authorization: "Bearer s\u2026" },
      "the headers function gave a value of authorization with characters that HTTP forbids",
    ],
    [{ "Bearer secret": "x" }, "the headers function gave the name of a header with characters that HTTP forbids"],
  ])("that no request can have fail, and are asked for again (%j)", async (given, message) => {
    let asked = 0;
    const source = createHeaderSource(() => {
      asked += 1;
      return given as unknown as Headers;
    });
    await expect(source.read(NEVER)).rejects.toThrow(new Error(message));
    await expect(source.read(NEVER)).rejects.toThrow();
    expect(asked).toBe(2);
  });

  it("without a value are none, and other values are texts", async () => {
    const given = { authorization: undefined, "x-team": 5, "x-none": null, "x-a": "" } as unknown as Headers;
    expect(await createHeaderSource(() => given).read(NEVER)).toEqual({ "x-team": "5", "x-a": "" });
  });

  it("that do not come before the signal are asked for again", async () => {
    const { source, answers, readTooShort } = setUp();
    await expect(readTooShort()).rejects.toThrow(IN_TIME);
    await expect(source.read(AbortSignal.abort())).rejects.toThrow(IN_TIME);
    expect(answers).toHaveLength(2);
  });

  it("that come late are kept, unless later ones are known", async () => {
    const { source, answers, readTooShort, pass } = setUp();
    await expect(readTooShort()).rejects.toThrow(IN_TIME);
    answers[0]?.resolve({ token: "late" });
    await turn();
    expect(await source.read(NEVER)).toEqual({ token: "late" });

    pass(300_000);
    await expect(readTooShort()).rejects.toThrow(IN_TIME);
    pass(1);
    const read = source.read(NEVER);
    answers[2]?.resolve({ token: "new" });
    expect(await read).toEqual({ token: "new" });
    answers[1]?.resolve({ token: "old" });
    await turn();
    expect(await source.read(NEVER)).toEqual({ token: "new" });
  });

  it("that come after the backend refused the ones before are not kept", async () => {
    const { source, answers, readTooShort } = setUp();
    await expect(readTooShort()).rejects.toThrow(IN_TIME);
    source.invalidate();
    answers[0]?.resolve({ token: "old" });
    await turn();
    const read = source.read(NEVER);
    answers[1]?.resolve({ token: "new" });
    expect(await read).toEqual({ token: "new" });
  });

  it("that fail late are nobody's", async () => {
    const { answers, readTooShort } = setUp();
    const rejections = vi.fn();
    process.on("unhandledRejection", rejections);
    await expect(readTooShort()).rejects.toThrow(IN_TIME);
    answers[0]?.reject(new Error("late"));
    await turn();
    process.off("unhandledRejection", rejections);
    expect(rejections).not.toHaveBeenCalled();
  });

  it("are asked for again when the function failed", async () => {
    const { source, answers } = setUp();
    const failed = source.read(NEVER);
    answers[0]?.reject(new Error("no token"));
    await expect(failed).rejects.toThrow("the headers function failed: Error: no token");
    const read = source.read(NEVER);
    answers[1]?.resolve({ token: "2" });
    expect(await read).toEqual({ token: "2" });
  });
});
