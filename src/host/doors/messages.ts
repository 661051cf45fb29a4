// The only module that shows messages, as plain text. VS Code would turn `[text](command:…)` in a message into a link
// that runs the command, even in Restricted Mode.

import { type Progress, ProgressLocation, window } from 'vscode';

import { plainLabel } from '../../shared/plainText.js';

/** Shows information; resolves with the pressed button, undefined when it was closed. */
export async function inform(message: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return pressed(buttons, await window.showInformationMessage(plainLabel(message), ...buttons.map(plainLabel)));
}

export async function warn(message: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return pressed(buttons, await window.showWarningMessage(plainLabel(message), ...buttons.map(plainLabel)));
}

export async function tellError(message: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return pressed(buttons, await window.showErrorMessage(plainLabel(message), ...buttons.map(plainLabel)));
}

/** Asks in a modal dialog, styled as a warning where something is lost; true when the button was pressed. */
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

/** Shows a message in the status bar for that many milliseconds. */
export function sayBriefly(message: string, milliseconds: number): void {
  window.setStatusBarMessage(plainLabel(message), milliseconds);
}

export type Word = Progress<{ readonly increment?: number; readonly message?: string }>;

/** Shows a notification with the progress of some work; its Cancel button aborts the signal. */
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
