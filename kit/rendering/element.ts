export type Child = Node | string | number | false | null | undefined;

/** Values of attributes: a function is a listener; false, null and undefined leave one out. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Makes an element. Text goes in as text, never as HTML. */
export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, (event) => value(event));
    else if (value !== false && value != null) made.setAttribute(name, value === true ? '' : `${value}`);
  }
  made.append(...present(children));
  return made;
}

/** The children that are there. */
export function present(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) =>
    child === false || child == null ? [] : [typeof child === 'number' ? `${child}` : child],
  );
}

/** A button. The first of a row of actions is the one that goes on. */
export function button(text: string, click: () => unknown, attributes: Attributes = {}): HTMLButtonElement {
  return element('button', { type: 'button', part: 'button', click, ...attributes }, text);
}

/** A button of less weight. */
export function quietButton(text: string, click: () => unknown): HTMLButtonElement {
  return button(text, click, { class: 'quiet', part: 'button quiet' });
}

export function actions(...children: readonly Child[]): HTMLElement {
  return element('div', { class: 'actions', part: 'actions' }, ...children);
}
