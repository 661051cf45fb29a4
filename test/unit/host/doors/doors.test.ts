// Messages, lists and items of VS Code show names from files as text.

import { beforeEach, expect, test, vi } from 'vitest';

import { StatusItem, textAndLinks, TextRow } from '../../../../src/host/doors/items.js';
import { choose } from '../../../../src/host/doors/lists.js';
import { inform, isConfirmed, sayBriefly, tellError, warn, withProgress } from '../../../../src/host/doors/messages.js';

/** Everything that VS Code was asked to show. */
const shown = vi.hoisted((): unknown[] => []);
vi.mock('vscode', () => {
  const message = (...words: unknown[]) => {
    shown.push(...words);
    return Promise.resolve(words.at(-1));
  };
  class MarkdownString {
    isTrusted: unknown;
    constructor(
      public value = '',
      readonly supportThemeIcons = false,
    ) {}
    appendText(text: string) {
      this.value += text.replace(/[\\`*_{}[\]()#+\-!~]/g, '\\$&');
      return this;
    }
    appendMarkdown(text: string) {
      this.value += text;
      return this;
    }
  }
  const item = { text: '', show: () => shown.push(item.text) };
  return {
    MarkdownString,
    ThemeIcon: class {
      constructor(readonly id: string) {}
    },
    TreeItem: class {
      constructor(readonly label: string) {}
    },
    TreeItemCollapsibleState: { None: 0 },
    StatusBarAlignment: { Left: 1 },
    QuickPickItemKind: { Separator: -1 },
    ProgressLocation: { Notification: 15 },
    window: {
      showInformationMessage: message,
      showWarningMessage: message,
      showErrorMessage: message,
      setStatusBarMessage: message,
      createStatusBarItem: () => item,
      showQuickPick: (items: unknown[], options: unknown) => {
        shown.push(items, options);
        return Promise.resolve(items[0]);
      },
      withProgress: (
        options: unknown,
        work: (progress: unknown, token: unknown) => Promise<unknown>,
      ): Promise<unknown> => {
        shown.push(options);
        return work(
          { report: (word: unknown) => shown.push(word) },
          { onCancellationRequested: () => ({ dispose: () => undefined }) },
        );
      },
    },
  };
});

const evil = '[Details](command:x) $(eye)\u202E\u001b[2J';
beforeEach(() => void shown.splice(0));

function expectPlain(): void {
  const all = JSON.stringify(shown);
  expect(all).toContain('Details');
  expect(all).not.toContain('](command');
  expect(all).not.toContain('$(eye)');
  expect(all).not.toMatch(/\u202E|\\u001b/);
}

test('a message has no link of a name, and its buttons are told apart', async () => {
  expect(await inform(evil, evil)).toBe(evil);
  expect(await warn(`The file ${evil}`)).toBeUndefined();
  expect(await tellError(evil, 'Open', 'Show Log')).toBe('Show Log');
  expect(await isConfirmed('warning', evil, evil, evil)).toBe(true);
  sayBriefly(evil, 1000);
  expectPlain();
});

test('a list draws no icon of a name, and gives the value that was chosen', async () => {
  const value = { run: 'reviews' };
  expect(await choose(evil, [{ label: evil, description: evil, detail: evil, icon: 'eye', value }])).toBe(value);
  expectPlain();
});

test('the title and the words of progress have no link', async () => {
  await withProgress(evil, async (_signal, progress) => progress.report({ message: evil, increment: 1 }));
  expectPlain();
});

test('a row of the view and the status bar have no icon of a name', () => {
  const tooltip = textAndLinks([evil]);
  new StatusItem('id', 'name').show({
    icon: 'pass',
    text: evil,
    command: 'c',
    background: undefined,
    spoken: evil,
    tooltip,
  });
  const row = new TextRow(evil, evil, [evil]);
  shown.push(row.label, row.description, row.accessibilityInformation);
  expectPlain();
});

test('a hover runs no commands but those of its links', () => {
  const markdown = textAndLinks([evil], [['Open', 'ours.open']]);
  expect(markdown.isTrusted).toEqual({ enabledCommands: ['ours.open'] });
  expect(markdown.supportThemeIcons).toBe(false);
  expect(markdown.value).toContain('\\[Details\\]');
  expect(textAndLinks([evil]).isTrusted).toBe(false);
});
