type EndEvent = "beforeExit" | "exit";

const listeners: Readonly<Record<EndEvent, Set<() => void>>> = { beforeExit: new Set(), exit: new Set() };
const runners: Readonly<Record<EndEvent, () => void>> = {
  beforeExit: () => run("beforeExit"),
  exit: () => run("exit"),
};

/**
 * Calls a function when the process ends. All share one listener of the process, however many clients there are: Node warns of more than ten.
 *
 * @returns a function that takes the listener away again
 */
export function onProcessEnd(event: EndEvent, listener: () => void): () => void {
  const added = listeners[event];
  if (added.size === 0) process.on(event, runners[event]);
  added.add(listener);
  return () => {
    if (added.delete(listener) && added.size === 0) process.removeListener(event, runners[event]);
  };
}

function run(event: EndEvent): void {
  for (const listener of [...listeners[event]]) listener();
}
