/** Calls back a moment later, unless the address is another one by then: the page may not have been told of it yet. @returns what calls it off */
export function whileThere(place: { readonly hash: string }, then: () => void, millis: number): () => void {
  const { hash } = place;
  const timer = setTimeout(() => {
    if (place.hash === hash) then();
  }, millis);
  return () => clearTimeout(timer);
}
