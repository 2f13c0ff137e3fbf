/** A new element with a class and a text, at the end of another. */
export function add<Name extends keyof HTMLElementTagNameMap>(
  parent: HTMLElement,
  name: Name,
  { className, text }: { className?: string; text?: string } = {},
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== undefined) element.className = className;
  // As text, whoever wrote it.
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}
