import { expect, test } from "vitest";
import { neighbour, type TreeNode } from "@/view/meeting/focus";

// A tree as the document has it, of names; in capitals what can hold focus.
class Twig implements TreeNode<Twig> {
  nextSibling: Twig | null = null;
  previousSibling: Twig | null = null;
  parentNode: Twig | null = null;
  readonly children: readonly Twig[];
  readonly name: string;
  constructor(name: string, ...children: readonly Twig[]) {
    this.name = name;
    this.children = children;
    children.forEach((child, i) => {
      child.parentNode = this;
      child.nextSibling = children[i + 1] ?? null;
      child.previousSibling = children[i - 1] ?? null;
    });
  }
}
function focusable(node: Twig): string | undefined {
  if (node.name === node.name.toUpperCase()) return node.name;
  for (const child of node.children) {
    const found = focusable(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
function twig(name: string, ...children: readonly Twig[]): Twig {
  return new Twig(name, ...children);
}

test("what stands behind the lost one comes first", () => {
  const [text, next] = [twig("text"), twig("card", twig("NEXT"))];
  const list = twig("list", twig("BEFORE"), text, next);
  expect(neighbour({ after: text, before: list.children[0] ?? null, parent: list }, focusable)).toBe("NEXT");
});

test("at the end of a list it is what stood before it", () => {
  const list = twig("list", twig("FIRST"), twig("SECOND"));
  expect(neighbour({ after: null, before: list.children[1] ?? null, parent: list }, focusable)).toBe("SECOND");
});

test("when a whole list empties it is what is near the list", () => {
  const list = twig("list");
  twig("page", twig("HEADING"), list, twig("region", twig("OTHER")));
  expect(neighbour({ after: null, before: null, parent: list }, focusable)).toBe("OTHER");
});

test("nothing far and wide is nothing", () => {
  const list = twig("list");
  twig("page", twig("words"), list);
  expect(neighbour({ after: null, before: null, parent: list }, focusable)).toBeUndefined();
});
