// The only module that shows lists to choose from: VS Code would draw `$(icon)` in a label, so labels are escaped and
// icons are passed separately.

import { type QuickPick, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';

import { plainLabel } from '../../shared/plainText.js';

/** A row of a list; with `heading` it is the title of the rows that follow. */
export interface Choice<Value> {
  readonly label: string;
  readonly description?: string | undefined;
  readonly detail?: string | undefined;
  /** The name of one of VS Code's icons. */
  readonly icon?: string | undefined;
  readonly heading?: boolean | undefined;
  readonly alwaysShow?: boolean | undefined;
  /** The value of the choice; null for a row that cannot be chosen. */
  readonly value: Value | null;
}

interface Row<Value> extends QuickPickItem {
  readonly value: Value | null;
}

/** Shows a list; returns the chosen value, null when nothing was chosen. */
export async function choose<Value>(title: string, choices: readonly Choice<Value>[]): Promise<Value | null> {
  const shown = plainLabel(title);
  const chosen = await window.showQuickPick(choices.map(rowOf), {
    title: shown,
    placeHolder: shown,
    matchOnDescription: true,
  });
  return chosen?.value ?? null;
}

/** A list that changes while the user types. The creator disposes it. */
export class ChangingList<Value> {
  private readonly pick: QuickPick<Row<Value>> = window.createQuickPick<Row<Value>>();

  constructor(title: string, placeholder: string) {
    this.pick.title = plainLabel(title);
    this.pick.placeholder = plainLabel(placeholder);
    this.pick.matchOnDescription = true;
    this.pick.ignoreFocusOut = true;
  }

  get typed(): string {
    return this.pick.value;
  }

  set busy(busy: boolean) {
    this.pick.busy = busy;
  }

  set choices(choices: readonly Choice<Value>[]) {
    this.pick.items = choices.map(rowOf);
  }

  onTyped(take: (typed: string) => void): void {
    this.pick.onDidChangeValue(take);
  }

  /** Resolves with what was chosen, null when the list was closed. */
  answer(): Promise<Value | null> {
    return new Promise((resolve) => {
      this.pick.onDidAccept(() => {
        const value = this.pick.selectedItems[0]?.value ?? null;
        if (value !== null) resolve(value);
      });
      this.pick.onDidHide(() => resolve(null));
      this.pick.show();
    });
  }

  dispose(): void {
    this.pick.dispose();
  }
}

function rowOf<Value>({
  label,
  description = '',
  detail = '',
  icon,
  heading = false,
  alwaysShow = false,
  value,
}: Choice<Value>): Row<Value> {
  if (heading) return { label: plainLabel(label), kind: QuickPickItemKind.Separator, value: null };
  return {
    label: plainLabel(label),
    ...(description === '' ? {} : { description: plainLabel(description) }),
    ...(detail === '' ? {} : { detail: plainLabel(detail) }),
    ...(icon === undefined ? {} : { iconPath: new ThemeIcon(icon) }),
    alwaysShow,
    value,
  };
}
