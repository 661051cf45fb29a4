// Sets styles that are computed. The page's content security policy forbids style attributes; properties set by script are allowed.

import { noChange, type ElementPart } from 'lit';
import { Directive, directive, type DirectiveResult } from 'lit/directive.js';

class Styles extends Directive {
  // The parameter gives the directive its type; where there is a page, update is called instead.
  override render(values: Readonly<Record<string, string>>): unknown {
    void values;
    return noChange;
  }

  override update(part: ElementPart, [values]: [Readonly<Record<string, string>>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) style.setProperty(name, value);
    return noChange;
  }
}

const stylesDirective = directive(Styles);

/** `<i ${styles({ width: '50%' })}></i>` */
export function styles(values: Readonly<Record<string, string>>): DirectiveResult {
  return stylesDirective(values);
}
