import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { recordingOf } from "../../../../src/inspector/steps/recording-of.ts";

const recorded = { resource: [["agentscribe.cassette", "/tmp/a.cassette"]] } as const;

it("names the cassette of a session and the command that plays it", () => {
  expect(recordingOf("thread-1", recorded)).toEqual({
    cassette: "/tmp/a.cassette",
    command: "npx agentscribe replay thread-1 --run -- PROGRAM",
  });
});

it("is null for a session that was not recorded", () => {
  expect(recordingOf("thread-1", { resource: [["service.name", "bot"]] })).toBeNull();
});

it.each(["a b", "$(id)", "`id`", "; id", "it's", "'; id; '", "-x", "a\nb", '"', ""])(
  "keeps the id %j one word of a shell",
  (id) => {
    const { command } = recordingOf(id, recorded) ?? { command: "" };
    const words = execFileSync("/bin/sh", ["-c", command.replace("npx agentscribe", "printf '%s|'")], {
      encoding: "utf8",
    });
    expect(words).toBe(`replay|${id}|--run|--|PROGRAM|`);
  },
);
