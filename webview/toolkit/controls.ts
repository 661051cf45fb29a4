// The toolkit's controls as the page uses them. The toolkit is archived: a replacement only changes this folder.

// These two modules prepare the page for the toolkit and must be imported before it.
import './nonce.js';
import './loaded.js';

import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';

import { icon, type IconName } from '../icons.js';
import { restoreListening } from './loaded.js';
import { named } from './named.js';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeRadio(),
  vsCodeRadioGroup(),
  vsCodeTextArea(),
  vsCodeTextField(),
);

restoreListening();

type Content = TemplateResult | string;
const valueOf = (event: Event) => (event.target as HTMLInputElement).value;

interface Button {
  readonly label: string;
  readonly icon?: IconName;
  readonly primary?: boolean;
  readonly disabled?: boolean;
  readonly id?: string;
  readonly onClick: () => void;
}

/** A button with a label and, optionally, an icon before it. */
export function button({ label, icon: sign, primary = false, disabled = false, id, onClick }: Button): TemplateResult {
  return html`<vscode-button
    class="push ${sign === undefined ? '' : 'signed'}"
    id=${id ?? nothing}
    appearance=${primary ? 'primary' : 'secondary'}
    ?disabled=${disabled}
    @click=${() => {
      if (!disabled) onClick();
    }}
  >
    ${sign === undefined ? nothing : html`<span slot="start">${icon(sign)}</span>`}${label}</vscode-button
  >`;
}

/** A button that consists of an icon; its label is read by screen readers and shown as a tooltip. */
export function iconButton({
  label,
  icon: sign,
  disabled = false,
  onClick,
}: Button & { readonly icon: IconName }): TemplateResult {
  return html`<vscode-button
    class="icon-button"
    appearance="icon"
    title=${label}
    ?disabled=${disabled}
    ${named({ label })}
    @click=${onClick}
    >${icon(sign)}</vscode-button
  >`;
}

/** Looks like a link, but does something in this page or the editor. */
export function linkButton(label: string, onClick: () => void, hint?: string): TemplateResult {
  return html`<button type="button" class="link-button" aria-label=${hint ?? nothing} @click=${onClick}>
    ${label}
  </button>`;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface Dropdown {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

/** A list to choose one value from. `onChange` receives a value of `options` that differs from `value`. */
export function dropdown({ id, label, value, options, disabled = false, onChange }: Dropdown): TemplateResult {
  const known = new Set(options.map((option) => option.value));
  const change = (event: Event) => {
    const chosen = valueOf(event);
    if (known.has(chosen) && chosen !== value) onChange(chosen);
  };
  return html`<vscode-dropdown
    id=${id}
    aria-label=${label}
    ?disabled=${disabled}
    .value=${live(value)}
    @change=${change}
  >
    ${repeat(
      options,
      (option) => option.value,
      (option) =>
        html`<vscode-option value=${option.value} ?selected=${option.value === value}>${option.label}</vscode-option>`,
    )}
  </vscode-dropdown>`;
}

interface Field {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** Read by screen readers after the label: help, or an error. */
  readonly description?: string;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
  readonly onInput: (value: string) => void;
}

/** A field for one line of text. `onInput` receives the whole text after every change. */
export function textField({
  id,
  label,
  value,
  description = '',
  placeholder,
  invalid = false,
  disabled = false,
  onInput,
}: Field): TemplateResult {
  return html`<vscode-text-field
    id=${id}
    class=${invalid ? 'invalid' : ''}
    placeholder=${placeholder ?? nothing}
    ?disabled=${disabled}
    .value=${live(value)}
    ${named({ label, description, invalid })}
    @input=${(event: Event) => onInput(valueOf(event))}
  ></vscode-text-field>`;
}

/** A field for several lines of text. `onInput` receives the whole text after every change. */
export function textArea({ id, label, value, placeholder, onInput }: Field): TemplateResult {
  return html`<vscode-text-area
    id=${id}
    rows="3"
    resize="vertical"
    placeholder=${placeholder ?? nothing}
    .value=${live(value)}
    ${named({ label })}
    @input=${(event: Event) => onInput(valueOf(event))}
  ></vscode-text-area>`;
}

interface Checkbox {
  readonly id: string;
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A checkbox without a visible label. `onChange` receives the new state. */
export function checkbox({ id, label, checked, disabled = false, onChange }: Checkbox): TemplateResult {
  const change = (event: Event) => {
    const now = (event.target as HTMLInputElement).checked;
    if (now !== checked) onChange(now);
  };
  return html`<vscode-checkbox
    id=${id}
    aria-label=${label}
    ?disabled=${disabled}
    .checked=${live(checked)}
    @change=${change}
  ></vscode-checkbox>`;
}

export interface Radio {
  readonly value: string;
  readonly disabled?: boolean;
  readonly content: Content;
}

interface RadioGroup {
  readonly name: string;
  readonly label: string;
  /** '' when none is chosen. */
  readonly value: string;
  readonly radios: readonly Radio[];
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}

/** A group of radio buttons. `onChange` receives a value of `radios` that differs from `value`. */
export function radioGroup({ name, label, value, radios, disabled = false, onChange }: RadioGroup): TemplateResult {
  const change = (event: Event) => {
    // The group also emits this event when its value is set by a script.
    const { value: chosen } = event.currentTarget as HTMLInputElement;
    if (chosen !== value && radios.some((radio) => radio.value === chosen)) onChange(chosen);
  };
  return html`<vscode-radio-group class=${name} aria-label=${label} .value=${live(value)} @change=${change}>
    ${repeat(
      radios,
      (radio) => radio.value,
      (radio) =>
        html`<vscode-radio
          name=${name}
          value=${radio.value}
          ?disabled=${disabled || radio.disabled === true}
          .checked=${live(radio.value === value)}
          >${radio.content}</vscode-radio
        >`,
    )}
  </vscode-radio-group>`;
}

/** A small number in a circle, with a tooltip. */
export function badge(number: string, hint: string): TemplateResult {
  return html`<span class="badge" title=${hint}>${number}</span>`;
}

/** A short word in a frame. */
export function tag(label: string): TemplateResult {
  return html`<span class="tag">${label}</span>`;
}
