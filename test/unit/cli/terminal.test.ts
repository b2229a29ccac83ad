import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keysOf } from "../../../src/cli/terminal/keys.ts";
import { createProgress } from "../../../src/cli/terminal/progress.ts";
import { jsonLine, withoutCommands } from "../../../src/cli/terminal/safe-output.ts";
import { textLines } from "../../../src/cli/terminal/text-block.ts";
import { clockTime, parseSince } from "../../../src/cli/terminal/time.ts";

const ESCAPE = "\u001b";

describe("textLines()", () => {
  it("keeps lines and their indentation, breaks long ones and leaves nothing for the terminal to obey", () => {
    const text = `one\r\n    two${ESCAPE}[2J\n\tthree\u202e\rfour`;
    expect(textLines(text, { width: 20, maxLines: 10 })).toEqual(["one", "    two [2J", "  three", "four"]);
    expect(textLines("abcdefghij", { width: 4, maxLines: 10 })).toEqual(["abcd", "efgh", "ij"]);
    expect(textLines("one two three four", { width: 10, maxLines: 10 })).toEqual(["one two", "three four"]);
    expect(textLines("a bcdefghijklm", { width: 8, maxLines: 10 })).toEqual(["a bcdefg", "hijklm"]);
  });

  it("says how long a text is that it cuts, whatever its shape", () => {
    expect(textLines("a\nb\nc\nd", { width: 10, maxLines: 3 })).toEqual(["a", "b", "… (7 characters in all)"]);
    const long = textLines("x".repeat(1_000_000), { width: 10, maxLines: 3 });
    expect([long.length, long.at(-1)]).toEqual([3, "… (1000000 characters in all)"]);
    expect(textLines("", { width: 10, maxLines: 3 })).toEqual([""]);
  });
});

describe("jsonLine()", () => {
  it("has no character that a terminal obeys, and reads back as the same", () => {
    const value = { [`a${ESCAPE}`]: ["\u009b2J", "\u202e\u2028", "\u{e0041}", "ü€😀", "line\nline"] };
    expect(JSON.parse(jsonLine(value))).toEqual(value);
    expect(jsonLine(value).trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  });
});

describe("withoutCommands()", () => {
  it("keeps lines and replaces the rest", () => {
    expect(withoutCommands(`a${ESCAPE}[1m\nb\r\u202e`)).toBe("a\ufffd[1m\nb\ufffd\ufffd");
  });
});

describe("keysOf()", () => {
  it("names the keys of terminals of both kinds, alone and in a row", () => {
    expect(keysOf(`${ESCAPE}[C${ESCAPE}OD q${ESCAPE}[4~${ESCAPE}`)).toEqual([
      "right",
      "left",
      "space",
      "q",
      "end",
      "escape",
    ]);
    expect(keysOf("\u0003")).toEqual(["interrupt"]);
    expect(keysOf(`ü😀`)).toEqual(["ü", "😀"]);
  });
});

describe("parseSince()", () => {
  it("counts back from now, or takes a date", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    expect(parseSince("90m", now)).toBe(Date.parse("2026-11-21T10:30:00Z") * 1_000);
    expect(parseSince("7d", now)).toBe(Date.parse("2026-11-14T12:00:00Z") * 1_000);
    expect(parseSince("2026-11-01T10:00:00Z", now)).toBe(Date.parse("2026-11-01T10:00:00Z") * 1_000);
    const wrongs = [
      "",
      "7",
      "d7",
      "-1d",
      "soon",
      "2026-13-45",
      "1e9d",
      "2026-02-30",
      "2026-02-29T10:00",
      "2026-11-01x",
    ];
    for (const wrong of wrongs) expect(parseSince(wrong, now)).toBeUndefined();
  });

  it.each(["Asia/Tokyo", "America/Los_Angeles", "UTC"])("takes a date for that of the clock in %s", (zone) => {
    vi.stubEnv("TZ", zone);
    expect(clockTime(parseSince("2026-11-01", 0) ?? 0)).toBe("2026-11-01 00:00:00");
    expect(clockTime(parseSince("2024-02-29", 0) ?? 0)).toBe("2024-02-29 00:00:00");
    expect(clockTime(parseSince("2026-03", 0) ?? 0)).toBe("2026-03-01 00:00:00");
    expect(clockTime(parseSince("2026-11-01T10:30", 0) ?? 0)).toBe("2026-11-01 10:30:00");
    vi.unstubAllEnvs();
  });
});

describe("createProgress()", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => vi.useRealTimers());

  const shown = (errColumns: number | undefined, total: number) => {
    let err = "";
    const context = { env: {}, out: () => undefined, err: (text: string) => (err += text), errColumns };
    const progress = createProgress(context, "file", total);
    progress.at(50);
    vi.advanceTimersByTime(400);
    progress.at(50);
    progress.end();
    return err;
  };

  it("shows how far slow work is on a terminal, and takes the bar away", () => {
    expect(shown(80, 100)).toMatch(/^\rfile █{12}░{12} 50 %/);
    expect(shown(80, 100)).toMatch(/\r +\r$/);
    expect(shown(80, 0)).toMatch(/^\rfile 0\.0 MB/);
  });

  it("prints nothing in a pipe", () => {
    expect(shown(undefined, 100)).toBe("");
  });
});
