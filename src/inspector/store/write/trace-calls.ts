import { type CallNode, NO_PARENT } from "./call-node.ts";

/** Calls around a call that are looked at, to find whether their parents go round in a circle. */
const MOST_AROUND = 100;

const NOTHING: readonly never[] = [];

/** A trace's model calls and what may stand between them, by their ids. */
export class TraceCalls {
  /** The last transaction that asked for them. */
  usedIn = 0;
  readonly #nodes = new Map<number, CallNode>();
  readonly #inside = new Map<number, CallNode[]>();

  get size(): number {
    return this.#nodes.size;
  }

  add(node: CallNode): void {
    const known = this.#nodes.get(node.id);
    const isElsewhere = known?.parent !== node.parent;
    const added = known === undefined ? node : Object.assign(known, node);
    if (known === undefined) this.#nodes.set(node.id, added);
    if (node.parent === NO_PARENT || !isElsewhere) return;
    const siblings = this.#inside.get(node.parent);
    if (siblings === undefined) this.#inside.set(node.parent, [added]);
    else siblings.push(added);
  }

  /**
   * The call around a span and those inside of it, directly or with one span in between. Where parents go round in a circle, what came first is around the
   * rest, and inside of nothing.
   */
  nextTo({ id, parent }: Pick<CallNode, "id" | "parent">): {
    readonly outer: CallNode | undefined;
    readonly inside: readonly CallNode[];
  } {
    const around = this.#around(parent);
    const outer = around?.id === id ? undefined : around;
    const inside = this.#insideOf(id);
    return { outer, inside: inside.filter((inner) => inner.id !== id && !this.#isAround(inner, outer)) };
  }

  #around(parent: number): CallNode | undefined {
    const node = this.#nodes.get(parent);
    if (node === undefined || node.isCall) return node;
    const outer = this.#nodes.get(node.parent);
    return outer?.isCall === true ? outer : undefined;
  }

  #insideOf(id: number, isDirect: boolean = false): readonly CallNode[] {
    const inside = this.#inside.get(id);
    if (inside === undefined) return NOTHING;
    return inside.flatMap((node) => {
      if (node.isCall) return [node];
      return isDirect ? NOTHING : this.#insideOf(node.id, true);
    });
  }

  /** Whether a call is another one, or around it. */
  #isAround({ id }: CallNode, other: CallNode | undefined): boolean {
    let at = other;
    for (let looked = 0; at !== undefined && looked < MOST_AROUND; looked += 1) {
      if (at.id === id) return true;
      at = this.#around(at.parent);
    }
    return false;
  }
}
