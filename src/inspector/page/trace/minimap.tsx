import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatDuration, formatExact } from "../ui/format.ts";
import { paint } from "../ui/theme.ts";
import { drawMinimap } from "./minimap-drawing.ts";
import type { Trace } from "./use-trace.ts";

const HEIGHT = 56;

/** All spans at once, by time and depth. Dragging over it zooms; a click without a drag shows all the time again. */
export function Minimap({ trace }: { readonly trace: Trace }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useSignal<{ readonly from: number; readonly to: number } | null>(null);
  const width = useSignal(0);
  const { tree, window: shown } = trace;
  const wholeUs = Math.max(1, tree.endUs);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current !== null) drawMinimap(canvas.current, tree, width.peek(), HEIGHT);
    });
    return () => cancelAnimationFrame(frame);
  }, [tree, width.value, paint.value]);
  const shareAt = (event: PointerEvent): number => {
    const box = canvas.current?.getBoundingClientRect();
    return box === undefined ? 0 : Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  };
  const [from, to] =
    drag.value === null
      ? [shown.fromUs / wholeUs, shown.toUs / wholeUs]
      : [Math.min(drag.value.from, drag.value.to), Math.max(drag.value.from, drag.value.to)];
  return (
    <div
      class="minimap"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.value = { from: shareAt(event), to: shareAt(event) };
      }}
      onPointerMove={(event) => {
        if (drag.value !== null) drag.value = { from: drag.value.from, to: shareAt(event) };
      }}
      onPointerUp={() => {
        drag.value = null;
        trace.zoomTo(to - from < 0.004 ? null : { fromUs: from * wholeUs, toUs: to * wholeUs });
      }}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Overview: ${formatExact(tree.rows)} spans in ${formatDuration(tree.endUs)}`}
      />
      <i class="shade" style={{ left: 0, width: `${100 * from}%` }} />
      <i class="shade" style={{ left: `${100 * to}%`, right: 0 }} />
      {(trace.isZoomed || drag.value !== null) && (
        <i class="frame" style={{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }} />
      )}
    </div>
  );
}
