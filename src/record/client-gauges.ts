import { GAUGES } from "../semconv/metrics.ts";
import type { Recorder } from "./recorder.ts";

/** What can be asked of a client at any moment, as gauges. */
export function observeClient(recorder: Recorder): void {
  const { instruments } = recorder;
  instruments.observe(GAUGES.up, (observe) => observe(recorder.isRecording ? 1 : 0));
  instruments.observe(GAUGES.toolsInFlight, (observe) => observe(recorder.openTools));
}
