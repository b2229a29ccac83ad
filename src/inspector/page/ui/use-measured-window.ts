import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Heights } from "./heights.ts";

/** The items of a long list that are in the document, where items have heights of their own. */
export interface MeasuredWindow {
  /** The element that scrolls. */
  readonly ref: RefObject<HTMLDivElement | null>;
  /** Around the items: its children are measured, in their order. */
  readonly items: RefObject<HTMLDivElement | null>;
  readonly first: number;
  /** One behind the last. */
  readonly end: number;
  /** Pixels above the first item, and of the whole list. */
  readonly above: number;
  readonly whole: number;
  /** Brings an item to the top. */
  reveal(index: number): void;
}

const AROUND = 600;

/** A window over items that are about `estimate` pixels high until they have been seen. Stays at the end when it is there and items are added. */
export function useMeasuredWindow(count: number, estimate: number): MeasuredWindow {
  const ref = useRef<HTMLDivElement>(null);
  const items = useRef<HTMLDivElement>(null);
  const heights = useRef(new Heights(estimate)).current;
  const scroll = useSignal({ top: 0, height: 800 });
  const version = useSignal(0);
  const wanted = useRef(-1);
  heights.resize(count);
  const first = heights.at(Math.max(0, scroll.value.top - AROUND));
  const end = Math.min(count, heights.at(scroll.value.top + scroll.value.height + AROUND) + 1);
  const isAtEnd = useRef(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const look = (): void => {
      scroll.value = { top: element.scrollTop, height: element.clientHeight };
      isAtEnd.current = element.scrollTop > 0 && element.scrollTop + element.clientHeight >= element.scrollHeight - 4;
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  const measure = useRef((): void => undefined);
  measure.current = () => {
    const element = ref.current;
    if (element === null || items.current === null) return;
    const top = heights.top(wanted.current);
    let moved = 0;
    for (const [offset, item] of [...items.current.children].entries()) {
      const grown = heights.set(first + offset, item.getBoundingClientRect().height);
      if (heights.top(first + offset) < element.scrollTop) moved += grown;
    }
    if (wanted.current !== -1) {
      if (heights.top(wanted.current) !== top) element.scrollTop = heights.top(wanted.current);
    } else if (moved !== 0 && !isAtEnd.current) element.scrollTop += moved;
    if (heights.isChanged()) version.value += 1;
  };
  useLayoutEffect(() => measure.current(), [first, end, count, version.value]);
  useEffect(() => {
    const observer = new ResizeObserver(() => measure.current());
    for (const item of items.current?.children ?? []) observer.observe(item);
    return () => observer.disconnect();
  }, [first, end, count]);
  useLayoutEffect(() => {
    const element = ref.current;
    if (isAtEnd.current && element !== null) element.scrollTop = element.scrollHeight;
  }, [count]);
  useEffect(() => {
    const element = ref.current;
    const free = (): void => {
      wanted.current = -1;
    };
    element?.addEventListener("wheel", free, { passive: true });
    element?.addEventListener("pointerdown", free, { passive: true });
    return () => {
      element?.removeEventListener("wheel", free);
      element?.removeEventListener("pointerdown", free);
    };
  }, []);
  return {
    ref,
    items,
    first,
    end,
    above: heights.top(first),
    whole: heights.top(count),
    reveal: (index) => {
      wanted.current = index;
      if (ref.current !== null) ref.current.scrollTop = heights.top(index);
    },
  };
}
