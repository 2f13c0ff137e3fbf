import { XmlDocument, XmlElement } from 'libxml2-wasm';

/** An element as libxml2 reads it. */
export interface Tree {
  name: string;
  namespace: string;
  attributes: Readonly<Record<string, string>>;
  /** What stands in it, without its children's. */
  text: string;
  children: Tree[];
}

function treeOf(element: XmlElement): Tree {
  const children: Tree[] = [];
  let text = '';
  for (let node = element.firstChild; node; node = node.next) {
    if (node instanceof XmlElement) children.push(treeOf(node));
    else text += node.content;
  }
  const attributes = Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
  return { name: element.name, namespace: element.namespaceUri, attributes, text, children };
}

/** Reads XML. @throws where it is not well-formed. */
export function parseXml(text: string): Tree {
  using document = XmlDocument.fromString(text);
  return treeOf(document.root);
}

/** All elements of this name below one. */
export const allOf = (tree: Tree, name: string): Tree[] =>
  tree.children.flatMap((child) => [...(child.name === name ? [child] : []), ...allOf(child, name)]);

/** The text of the first element of this name below one. */
export const textOf = (tree: Tree, name: string): string | undefined => allOf(tree, name)[0]?.text;
