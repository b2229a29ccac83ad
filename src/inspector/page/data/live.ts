import { type ReadonlySignal, signal } from "@preact/signals";
import type { LiveUpdate } from "../../api.ts";

/** What the server tells, and whether commits before it were missed while the connection was away: then anything may have changed. */
interface PageUpdate extends LiveUpdate {
  readonly isAfterGap: boolean;
}

const update = signal<PageUpdate | null>(null);
const state = signal<"off" | "connecting" | "on">("off");

/** The newest commit of the store. */
export const liveUpdate: ReadonlySignal<PageUpdate | null> = update;

/** Whether new data is told of: `off` in an exported file. */
export const liveState: ReadonlySignal<"off" | "connecting" | "on"> = state;

/** Listens to the server's updates; the browser connects again by itself. */
export function startLive(): void {
  state.value = "connecting";
  const events = new EventSource("/api/live");
  let isFirst = true;
  events.onopen = () => {
    state.value = "on";
    isFirst = true;
  };
  events.onerror = () => {
    state.value = "connecting";
  };
  events.onmessage = ({ data }: MessageEvent<string>) => {
    const told = JSON.parse(data) as LiveUpdate;
    const before = update.peek();
    // The first of a connection says how far the store is, and nothing else.
    update.value = { ...told, isAfterGap: isFirst && before !== null && before.revision !== told.revision };
    isFirst = false;
  };
}
