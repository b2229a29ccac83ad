import type { Channel, ChannelOptions } from "./channel.ts";
import { createCounterBook, sumCounters } from "./counters.ts";
import type { Signal } from "./delivery.ts";
import type { MemoryDestination } from "./destinations/destination.ts";
import { buildRequest } from "./otlp-sender.ts";
import { toItem } from "./queue/encoded-queue.ts";

/** Hands each record over at once, as the request that would carry it alone. What takes them must not throw. */
export function createMemoryChannel(target: MemoryDestination, signal: Signal, options: ChannelOptions): Channel {
  const book = createCounterBook();
  const queue = {
    take(record: Parameters<typeof toItem>[0]) {
      book.accept(record.count);
      // A copy: whoever encoded the record writes over its bytes.
      target.take(signal, Uint8Array.from(buildRequest([toItem(record)], options.encodedResource)));
      book.deliver(record.count);
      return true;
    },
    reject(reason: Parameters<typeof book.drop>[0], count: number) {
      book.accept(count);
      book.drop(reason, count);
    },
    flush: () => Promise.resolve(),
    close: () => {},
    health: () => ({
      ...sumCounters([book]),
      name: `${target.name} ${signal}`,
      failing: false,
      sent: book.delivered,
      sentDropped: {},
    }),
  };
  return { takes: "bytes", signal, allows: target.allows, queue, close: () => {} };
}
