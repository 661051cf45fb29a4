// The tree of layers: its boxes are checked, unchecked or mixed; arrow keys move and expand, Space checks a box.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { layersOf, type ModelPart } from '../../src/shared/messages/models.js';
import type { App } from '../app.js';
import { icon } from '../icons.js';
import { parameters, say } from '../locale.js';
import { freezeText, frozenLeaves, layerTree, toggled, type TreeNode, visibleNodes } from '../model/layerTree.js';
import { partName } from '../texts/partNames.js';
import { LightElement } from './lightElement.js';

/** `<layer-tree>`: the parts of the model, and which of them are trained. */
export class LayerTree extends LightElement {
  static override properties = { app: {}, parts: {}, freeze: {}, locked: {}, hasHead: {}, current: { state: true } };
  declare app: App;
  declare parts: readonly ModelPart[];
  declare freeze: string;
  declare locked: boolean;
  /** Whether the base model has a classification head of its own. */
  declare hasHead: boolean;
  /** The part that has the focus while the tree is focused. */
  declare current: string;

  constructor() {
    super();
    this.current = '';
  }

  private get nodes(): ReturnType<typeof visibleNodes> {
    return visibleNodes(layerTree(this.parts, frozenLeaves(this.freeze, this.parts)), this.app.view.expanded);
  }

  override render(): TemplateResult {
    const { nodes } = this;
    const current = nodes.some(({ node }) => node.part === this.current) ? this.current : nodes[0]?.node.part;
    return html`<ul
      class="tree"
      role="tree"
      aria-label=${say('layers.tree')}
      aria-multiselectable="true"
      @keydown=${(event: KeyboardEvent) => this.key(event, nodes)}
    >
      ${repeat(
        nodes,
        ({ node }) => node.part,
        ({ node, level }) => this.row(node, level, node.part === current),
      )}
    </ul>`;
  }

  private row(node: TreeNode, level: number, isCurrent: boolean): TemplateResult {
    const isOpen = this.app.view.expanded.has(node.part);
    const hasChildren = node.children.length > 0;
    const kind = { true: 'on', false: 'off', mixed: 'some' }[node.checked];
    const chevron = `chev ${hasChildren ? '' : 'none'} ${hasChildren && isOpen ? 'open' : ''}`;
    const twist = () => {
      if (hasChildren) this.open(node.part, !isOpen);
    };
    return html`<li
      role="treeitem"
      data-part=${node.part}
      aria-level=${level}
      aria-checked=${node.checked}
      aria-disabled=${this.locked ? 'true' : nothing}
      aria-expanded=${hasChildren ? String(isOpen) : nothing}
      tabindex=${isCurrent ? 0 : -1}
      class="l${level - 1} ${kind}"
      @focus=${() => (this.current = node.part)}
    >
      <span class="twist" @click=${twist}>${icon('chevron', chevron)}</span>
      <span class="hit" @click=${() => this.tick(node)}
        ><span class="tick ${kind}"></span><span>${partName(node.part)}</span
        ><span class="hint">${this.hint(node)}</span>
        <span class="n">${node.checked === 'false' ? icon('lock', 'frozen') : nothing}${amount(node)}</span></span
      >
    </li>`;
  }

  private hint({ part, children, checked }: TreeNode): string {
    const layers = layersOf(this.parts);
    if (part === 'embeddings') return say('layers.hint.embeddings');
    if (part === 'encoder')
      return checked === 'mixed'
        ? say('layers.hint.trained', {
            count: children.filter((child) => child.checked !== 'false').length,
            all: layers,
          })
        : say('layers.hint.layers', { count: layers });
    if (part === 'encoder.0' && layers > 1) return say('layers.hint.first');
    if (part === `encoder.${layers - 1}` && layers > 1) return say('layers.hint.last');
    return part === 'classifier' && !this.hasHead ? say('layers.hint.classifier') : '';
  }

  private open(part: string, open: boolean): void {
    const { expanded } = this.app.view;
    if (open) expanded.add(part);
    else expanded.delete(part);
    this.app.keep();
    this.requestUpdate();
  }

  private tick(node: TreeNode): void {
    if (!this.locked)
      this.app.set('freeze', freezeText(this.parts, toggled(node, frozenLeaves(this.freeze, this.parts))));
  }

  private key(event: KeyboardEvent, nodes: ReturnType<typeof visibleNodes>): void {
    const index = nodes.findIndex(({ node }) => node.part === this.current);
    const found = nodes[index];
    if (found === undefined) return;
    const { node, level } = found;
    const isOpen = this.app.view.expanded.has(node.part);
    const parent = nodes
      .slice(0, index)
      .reverse()
      .find((each) => each.level < level);
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.go(nodes[index + 1]),
      ArrowUp: () => this.go(nodes[index - 1]),
      Home: () => this.go(nodes[0]),
      End: () => this.go(nodes.at(-1)),
      ArrowRight: () => {
        if (isOpen && node.children.length > 0) this.go(nodes[index + 1]);
        else if (node.children.length > 0) this.open(node.part, true);
      },
      ArrowLeft: () => (isOpen && node.children.length > 0 ? this.open(node.part, false) : this.go(parent)),
      ' ': () => this.tick(node),
      Enter: () => this.tick(node),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  private go(found: ReturnType<typeof visibleNodes>[number] | undefined): void {
    if (found !== undefined) this.querySelector<HTMLElement>(`[data-part="${found.node.part}"]`)?.focus();
  }
}
customElements.define('layer-tree', LayerTree);

function amount({ checked, trained, parameters: all }: TreeNode): string {
  return checked === 'mixed'
    ? say('layers.partly', { trained: parameters(trained), all: parameters(all) })
    : parameters(all);
}
