/** What was given as the place to go on from is none that a page of sessions gave. */
export class WrongCursor extends Error {
  override readonly name = "WrongCursor";
}
