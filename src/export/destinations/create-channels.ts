import {
  type Channel,
  type ChannelOptions,
  createConsoleChannel,
  createCustomChannel,
  createOtlpChannel,
} from "../channel.ts";
import type { Signal } from "../delivery.ts";
import type { AllowsContent } from "../encode/attributes.ts";
import { createMemoryChannel } from "../memory-channel.ts";
import type { Destination } from "./destination.ts";

/** A channel for each signal of each destination; an exporter of the host has one for all of its signals. */
export function createChannels(destinations: readonly Destination[], options: ChannelOptions): readonly Channel[] {
  return destinations.flatMap((target): readonly Channel[] => {
    if (target.type === "custom") return [createCustomChannel(target, options)];
    if (target.type === "console") return target.signals.map((signal) => createConsoleChannel(target, signal, options));
    if (target.type === "memory") return target.signals.map((signal) => createMemoryChannel(target, signal, options));
    return Object.entries(target.endpoints).map(([signal, endpoint]) =>
      createOtlpChannel(target, signal as Signal, endpoint, options),
    );
  });
}

/** The channels of one signal, by what they take. */
export interface Targets {
  readonly all: readonly Channel[];
  readonly bytes: readonly Extract<Channel, { takes: "bytes" }>[];
  readonly records: readonly Extract<Channel, { takes: "records" }>[];
  /** Of those that take bytes. */
  readonly policies: readonly AllowsContent[];
  /** Whether one of them wants attributes of its own. */
  readonly isMapped: boolean;
}

export function targetsOf(channels: readonly Channel[], wanted: Signal): Targets {
  const all = channels.filter(({ signal }) => signal === wanted);
  const bytes = all.filter((channel) => channel.takes === "bytes");
  const records = all.filter((channel) => channel.takes === "records");
  const isMapped = bytes.some(({ map }) => map !== undefined);
  return { all, bytes, records, policies: bytes.map(({ allows }) => allows), isMapped };
}
