// Sets styles that are computed. The page's content security policy forbids style attributes; properties set by script
// are allowed.

import type { DirectiveResult } from 'lit/directive.js';
import { ref } from 'lit/directives/ref.js';

/** `<i ${styles({ width: '50%' })}></i>` */
export function styles(values: Readonly<Record<string, string>>): DirectiveResult {
  return ref((element) => {
    if (element instanceof HTMLElement)
      for (const [name, value] of Object.entries(values)) element.style.setProperty(name, value);
  });
}
