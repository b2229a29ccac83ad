import { type ReadonlySignal, signal } from "@preact/signals";
import type { LiveUpdate } from "../../api.ts";

const update = signal<LiveUpdate | null>(null);
const state = signal<"off" | "connecting" | "on">("off");

/** The newest commit of the store. */
export const liveUpdate: ReadonlySignal<LiveUpdate | null> = update;

/** Whether new data is told of: `off` in an exported file. */
export const liveState: ReadonlySignal<"off" | "connecting" | "on"> = state;

/** Listens to the server's updates; the browser connects again by itself. */
export function startLive(): void {
  state.value = "connecting";
  const events = new EventSource("/api/live");
  events.onopen = () => {
    state.value = "on";
  };
  events.onerror = () => {
    state.value = "connecting";
  };
  events.onmessage = ({ data }: MessageEvent<string>) => {
    update.value = JSON.parse(data) as LiveUpdate;
  };
}
