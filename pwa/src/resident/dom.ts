type Child = Node | string | null | undefined | false;
type Props = Record<string, string | boolean | number | ((event: Event) => void) | undefined>;

/** An element with its attributes (`on…` is a listener, false and undefined are left out) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined)
      made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/** The page shows these, and nothing else. */
export function show(...children: Child[]): void {
  const page = document.getElementById('page');
  if (!page) return;
  page.textContent = '';
  for (const child of children) if (child) page.append(child);
}

/** Whoever uses a screen reader or a keyboard is led there. */
export function lead(to: HTMLElement | null): void {
  if (!to) return;
  if (!to.hasAttribute('tabindex') && !/^(INPUT|TEXTAREA|SELECT|BUTTON|A)$/.test(to.tagName))
    to.tabIndex = -1;
  to.focus();
  to.scrollIntoView({ block: 'center' });
}
