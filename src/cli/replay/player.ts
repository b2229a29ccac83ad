/** Where somebody is in a session. */
export interface PlayState {
  readonly index: number;
  /** Lines scrolled down in the step. */
  readonly scroll: number;
  readonly isPlaying: boolean;
  readonly isOver: boolean;
}

/** What a key does. `steps` is how many there are. */
export function afterKey(state: PlayState, key: string, steps: number): PlayState {
  const goTo = (index: number): PlayState => ({
    ...state,
    index: Math.max(0, Math.min(steps - 1, index)),
    scroll: 0,
    isPlaying: false,
  });
  switch (key) {
    case "right":
    case "enter":
    case "n":
    case "l":
      return goTo(state.index + 1);
    case "left":
    case "p":
    case "h":
      return goTo(state.index - 1);
    case "home":
    case "g":
      return goTo(0);
    case "end":
    case "G":
      return goTo(steps - 1);
    case "page-down":
      return goTo(state.index + 10);
    case "page-up":
      return goTo(state.index - 10);
    case "down":
    case "j":
      return { ...state, scroll: state.scroll + 1 };
    case "up":
    case "k":
      return { ...state, scroll: Math.max(0, state.scroll - 1) };
    case "space":
      return { ...state, isPlaying: !state.isPlaying && state.index < steps - 1 };
    case "q":
    case "escape":
    case "interrupt":
      return { ...state, isOver: true };
    default:
      return state;
  }
}

/** The next step by itself; playing ends with the last. */
export function afterTick(state: PlayState, steps: number): PlayState {
  const index = Math.min(steps - 1, state.index + 1);
  return { ...state, index, scroll: 0, isPlaying: index < steps - 1 };
}
