// The one door for messages: whatever is in a sentence is shown as text. VS Code makes `[text](command:…)` of a message
// a link that runs the command, in Restricted Mode too.

import { type Progress, ProgressLocation, window } from 'vscode';

import { plainLabel } from '../../shared/plainText.js';

/** Tells something; resolves with the button that was pressed, undefined when it was closed. */
export async function inform(message: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return pressed(buttons, await window.showInformationMessage(plainLabel(message), ...buttons.map(plainLabel)));
}

export async function warn(message: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return pressed(buttons, await window.showWarningMessage(plainLabel(message), ...buttons.map(plainLabel)));
}

export async function tellError(message: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return pressed(buttons, await window.showErrorMessage(plainLabel(message), ...buttons.map(plainLabel)));
}

/** Asks in a dialog, as a warning where something is lost; true when the button was pressed. */
export async function isConfirmed(
  kind: 'question' | 'warning',
  message: string,
  detail: string,
  button: string,
): Promise<boolean> {
  const options = { modal: true, detail: plainLabel(detail) };
  const shown = plainLabel(button);
  const answer =
    kind === 'warning'
      ? await window.showWarningMessage(plainLabel(message), options, shown)
      : await window.showInformationMessage(plainLabel(message), options, shown);
  return answer === shown;
}

/** In the status bar, for so many milliseconds. */
export function sayBriefly(message: string, milliseconds: number): void {
  window.setStatusBarMessage(plainLabel(message), milliseconds);
}

export type Word = Progress<{ readonly increment?: number; readonly message?: string }>;

/** A notification that shows how far some work is; the signal is aborted by its button. */
export async function withProgress<Result>(
  title: string,
  work: (signal: AbortSignal, progress: Word) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController();
  return window.withProgress(
    { location: ProgressLocation.Notification, title: plainLabel(title), cancellable: true },
    (progress, token) => {
      token.onCancellationRequested(() => stop.abort());
      const report: Word['report'] = ({ message, ...rest }) =>
        progress.report({ ...rest, ...(message === undefined ? {} : { message: plainLabel(message) }) });
      return work(stop.signal, { report });
    },
  );
}

function pressed(buttons: readonly string[], answer: string | undefined): string | undefined {
  return buttons.find((button) => plainLabel(button) === answer);
}
