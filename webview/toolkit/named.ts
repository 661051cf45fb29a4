// Gives the control inside a toolkit element its name and description: screen readers meet that control, not the element around it.

import { noChange, type ElementPart } from 'lit';
import { Directive, directive, type DirectiveResult } from 'lit/directive.js';

interface Names {
  readonly label: string;
  readonly description?: string;
  readonly invalid?: boolean;
}

class Named extends Directive {
  // The parameter gives the directive its type; where there is a page, update is called instead.
  override render(names: Names): unknown {
    void names;
    return noChange;
  }

  override update(part: ElementPart, [names]: [Names]): unknown {
    // The inside is there once the element is in the page.
    queueMicrotask(() => requestAnimationFrame(() => name(part.element, names)));
    return noChange;
  }
}

function name(element: Element, { label, description = '', invalid = false }: Names): void {
  const control = element.shadowRoot?.querySelector('.control');
  if (control === null || control === undefined) return;
  control.setAttribute('aria-label', label);
  if (description === '') control.removeAttribute('aria-description');
  else control.setAttribute('aria-description', description);
  control.setAttribute('aria-invalid', String(invalid));
  if (!invalid) control.removeAttribute('aria-invalid');
}

const namedDirective = directive(Named);

export function named(names: Names): DirectiveResult {
  return namedDirective(names);
}
