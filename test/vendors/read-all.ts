/** All that a stream gives. */
export async function readAll(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const part of stream) seen.push(part);
  return seen;
}
