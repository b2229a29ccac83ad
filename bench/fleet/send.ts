import type { GeneratedRequest } from "../inspector/agent-data.ts";

/** Of the token between the senders of a benchmark and its Collectors. */
export const TOKEN = "a-token-of-the-benchmark";

/** Posts requests, four at a time, again while it is told to wait. @throws Error for any other refusal */
export async function sendAll(url: string, requests: readonly GeneratedRequest[]): Promise<void> {
  const rest = requests.values();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const request of rest) await send(url, request);
    }),
  );
}

export async function send(
  url: string,
  { signal, body }: { readonly signal: string; readonly body: Buffer },
): Promise<void> {
  for (;;) {
    const { status } = await fetch(`${url}/v1/${signal}`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/x-protobuf" },
      body: new Uint8Array(body),
    });
    if (status === 200) return;
    if (status !== 429 && status !== 503) throw new Error(`${url} answered ${status}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

export function countOf(requests: readonly GeneratedRequest[], signal: GeneratedRequest["signal"]): number {
  return requests.reduce((sum, one) => sum + (one.signal === signal ? one.records : 0), 0);
}
