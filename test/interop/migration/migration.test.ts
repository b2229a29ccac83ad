import { expect, it } from "vitest";
import { describeWithSet } from "../describe-with-set.ts";
import { factsOfSpans, type ToldFacts } from "./facts-told.ts";
import { PEERS } from "./peers.ts";
import { LOOPBACK_ONLY, type Played, play, type SentRequest } from "./played.ts";
import { scoresTold } from "./scores-told.ts";
import { USED } from "./scripted-model.ts";

if (LOOPBACK_ONLY === undefined)
  console.warn("SKIPPED: programs of other kinds of telemetry, because a network of loopback alone cannot be had here");

/** What every program here does. */
const FACTS: ToldFacts = {
  ...USED,
  models: ["gpt-4o-mini"],
  tools: ["lookup_order"],
  agents: ["support"],
  sessions: ["thread-1"],
  users: ["ada"],
};
const SCORES = [{ name: "helpful", value: 1 }];

const sentTo = ({ requests }: Played, backend: string): readonly SentRequest[] =>
  requests.filter(({ path }) => path.startsWith(`/${backend}/`));

function expectSuccess({ code, said, errors }: Played): void {
  expect({ code, said, errors }).toMatchObject({ code: 0, said: expect.stringContaining("It arrives on Friday.") });
}

for (const { name, backend, read, differs, rates, withBoth, theirsWithBoth } of PEERS) {
  describeWithSet(name, `moving from ${name}`, (set) => {
    const run = (program: string): Promise<Played> => play(`migration/${name}/${program}.mjs`, set);

    it.skipIf(LOOPBACK_ONLY === undefined)("tells the same with the program of the page", async () => {
      const before = await run("before");
      expectSuccess(before);
      expect(read(sentTo(before, backend))).toEqual({ ...FACTS, ...differs });
      expect(scoresTold(before.requests)).toEqual(rates ? SCORES : []);

      const after = await run("after");
      expectSuccess(after);
      expect(factsOfSpans(sentTo(after, "ours"))).toEqual(FACTS);
      expect(scoresTold(after.requests)).toEqual(rates ? SCORES : []);
      // Whatever version of the API its packages keep the application at.
      expect(after.errors).not.toContain("could not be started");
      // And to nobody else.
      expect(after.requests.filter(({ path }) => !path.startsWith("/ours/"))).toEqual([]);
    });

    it.skipIf(LOOPBACK_ONLY === undefined)("tells of each request once to each backend while both run", async () => {
      const both = await run("both");
      expectSuccess(both);
      expect(factsOfSpans(sentTo(both, "ours"))).toEqual({ ...FACTS, ...withBoth });
      if (backend !== "ours") expect(read(sentTo(both, backend))).toMatchObject({ ...FACTS, ...theirsWithBoth });
    });
  });
}
