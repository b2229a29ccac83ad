import { isOwn } from "../internal/is-own.ts";
import { isLabelValue, type Labels } from "./labels.ts";

/** What follows one label: the next names, and what is kept for the labels so far. */
interface Node<T> {
  branches: Branch<T> | undefined;
  value: T | undefined;
}

/** The values of one name. Few names follow each other, so a list is quicker than a map. */
interface Branch<T> {
  readonly key: string;
  readonly nodes: Map<unknown, Node<T>>;
  readonly next: Branch<T> | undefined;
}

/** Finds what is kept for labels in the order in which they are given, without making a key out of them. */
export class LabelTree<T> {
  readonly #root: Node<T> = { branches: undefined, value: undefined };

  get(labels: Labels): T | undefined {
    let node = this.#root;
    for (const key in labels) {
      if (!isOwn(labels, key)) continue;
      const value = labels[key];
      if (!isLabelValue(value)) continue;
      let branch = node.branches;
      while (branch !== undefined && branch.key !== key) branch = branch.next;
      const next = branch?.nodes.get(value);
      if (next === undefined) return undefined;
      node = next;
    }
    return node.value;
  }

  set(labels: Labels, value: T): void {
    let node = this.#root;
    for (const key in labels) {
      if (!isOwn(labels, key)) continue;
      const label = labels[key];
      if (isLabelValue(label)) node = follow(node, key, label);
    }
    node.value = value;
  }
}

function follow<T>(node: Node<T>, key: string, value: unknown): Node<T> {
  let branch = node.branches;
  while (branch !== undefined && branch.key !== key) branch = branch.next;
  if (branch === undefined) {
    branch = { key, nodes: new Map(), next: node.branches };
    node.branches = branch;
  }
  let next = branch.nodes.get(value);
  if (next === undefined) {
    next = { branches: undefined, value: undefined };
    branch.nodes.set(value, next);
  }
  return next;
}
