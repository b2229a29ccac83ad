/** Writes to stderr; nothing of what can go wrong there, as when nobody reads it any more, reaches the application. */
export function writeStderr(text: string): void {
  const { stderr } = process;
  // An error of a stream that nobody listens to ends the process. It comes at once, or after the write.
  try {
    if (stderr.listenerCount("error") === 0) stderr.once("error", ignore);
    stderr.write(text, (error) => {
      if (error && stderr.listenerCount("error") === 0) stderr.once("error", ignore);
    });
  } catch {
    // A stderr that was replaced or closed; there is nowhere left to say so.
  } finally {
    stderr.removeListener("error", ignore);
  }
}

function ignore(): void {}
