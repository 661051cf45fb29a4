// Gives the control inside a toolkit element its name and description: screen readers meet that control, not the
// element around it.

import type { DirectiveResult } from 'lit/directive.js';
import { ref } from 'lit/directives/ref.js';

interface Names {
  readonly label: string;
  readonly description?: string;
  readonly invalid?: boolean;
}

export function named(names: Names): DirectiveResult {
  return ref((element) => {
    // The inner control exists once the element is connected.
    if (element !== undefined) requestAnimationFrame(() => name(element, names));
  });
}

function name(element: Element, { label, description = '', invalid = false }: Names): void {
  const control = element.shadowRoot?.querySelector('.control');
  if (control === null || control === undefined) return;
  control.setAttribute('aria-label', label);
  if (description === '') control.removeAttribute('aria-description');
  else control.setAttribute('aria-description', description);
  if (invalid) control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
}
