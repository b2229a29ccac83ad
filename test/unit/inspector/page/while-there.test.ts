import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { whileThere } from "../../../../src/inspector/page/routing/while-there.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const at = (hash: string): { hash: string } => ({ hash });

it("calls back a moment later", () => {
  const then = vi.fn();
  whileThere(at("#/sessions/talk-1"), then, 100);
  vi.advanceTimersByTime(99);
  expect(then).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(then).toHaveBeenCalledOnce();
});

it("does not where somebody went elsewhere meanwhile", () => {
  const then = vi.fn();
  const place = at("#/sessions/talk-1");
  whileThere(place, then, 100);
  place.hash = "#/sessions/talk-1/conversation";
  vi.advanceTimersByTime(100);
  expect(then).not.toHaveBeenCalled();
});

it("can be called off", () => {
  const then = vi.fn();
  whileThere(at("#/sessions/talk-1"), then, 100)();
  vi.advanceTimersByTime(100);
  expect(then).not.toHaveBeenCalled();
});
