import type { TracerProvider } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { checkProviders } from "../../../../src/sdk/verify/check-providers.ts";
import type { VerifySubject } from "../../../../src/sdk/verify/verify-subject.ts";

/** A set-up that records through a provider of the application. */
function hostedBy(forceFlush: (() => Promise<unknown>) | undefined): VerifySubject {
  const span = { isRecording: () => true, end: () => undefined };
  const trace = { getTracer: () => ({ startSpan: () => span }), forceFlush } as unknown as TracerProvider;
  return { hosted: true, globals: { trace }, outputs: { destinations: [] } } as unknown as VerifySubject;
}

async function codes(forceFlush: (() => Promise<unknown>) | undefined, timeoutMillis?: number) {
  return (await checkProviders(hostedBy(forceFlush), timeoutMillis)).map(({ code }) => code);
}

describe("checkProviders() of an application's provider", () => {
  it("finds nothing where the test span is sent, or where nothing says so", async () => {
    expect(await codes(async () => undefined, 1_000)).toEqual(["host"]);
    expect(await codes(undefined, 1_000)).toEqual(["host"]);
  });

  it("says that a test span was not sent: in time, or at all", async () => {
    const found = await checkProviders(
      hostedBy(() => new Promise(() => {})),
      20,
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        code: "host-export-failed",
        what: "the application's provider did not send a test span within 20 ms",
      }),
    );
    expect(await codes(() => Promise.reject(new Error("refused")), 1_000)).toEqual(["host", "host-export-failed"]);
  });

  it("sends none when it is asked not to", async () => {
    const forceFlush = (): never => {
      throw new Error("was asked to send");
    };
    expect(await codes(forceFlush)).toEqual(["host"]);
  });
});
