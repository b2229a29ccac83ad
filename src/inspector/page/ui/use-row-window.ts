import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useAfterPaint } from "./use-after-paint.ts";

/** The rows of a long list that are in the document: those in sight, and some around them. */
export interface RowWindow {
  /** The element that scrolls. */
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly first: number;
  /** One behind the last. */
  readonly end: number;
  /** Rows in sight, for PageUp and PageDown. */
  readonly page: number;
  /** Brings a row into sight, by as little as is needed or to the middle. */
  reveal(index: number, where?: "near" | "middle"): void;
}

const MAX_ROWS = 58;

/**
 * A window over rows of equal height.
 *
 * @param head - height of what sticks to the top of the scrolling element, in pixels
 */
export function useRowWindow(count: number, rowHeight: number, head: number): RowWindow {
  const ref = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  // As if the list had all of the window: it is not asked for its size before it is laid out.
  const page = useSignal(Math.ceil(innerHeight / rowHeight));
  const isPainted = useAfterPaint();
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const look = (): void => {
      top.value = Math.floor(element.scrollTop / rowHeight);
      page.value = Math.max(1, Math.floor((element.clientHeight - head) / rowHeight));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [rowHeight, head]);
  const inSight = Math.min(page.value + 2, MAX_ROWS - 2);
  const around = isPainted ? Math.max(1, Math.min(8, Math.floor((MAX_ROWS - inSight) / 2))) : 0;
  const first = Math.max(0, Math.min(top.value - around, count - inSight - around));
  return {
    ref,
    first,
    end: Math.min(count, top.value + inSight + around),
    page: page.value,
    reveal: (index, where = "near") => {
      const element = ref.current;
      if (element === null || index < 0) return;
      const space = element.clientHeight - head;
      const above = index * rowHeight;
      const isInSight = above >= element.scrollTop && above + rowHeight <= element.scrollTop + space;
      if (isInSight) return;
      if (where === "middle") element.scrollTop = above - space / 2;
      else element.scrollTop = above < element.scrollTop ? above : above + rowHeight - space;
    },
  };
}
