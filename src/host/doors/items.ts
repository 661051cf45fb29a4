// The only module that puts text into VS Code's status bar, views, hovers and output channel, so that text from files
// is never read as markup.

import {
  type Disposable,
  MarkdownString,
  type OutputChannel,
  StatusBarAlignment,
  type StatusBarItem,
  type ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from 'vscode';

import { plainLabel, plainLine, plainLines } from '../../shared/plainText.js';

/** A link of the extension: its text, and the command that it runs. */
export type Link = readonly [text: string, command: string];

/** Lines of text, one below the other, and after them links that run these commands and no others. */
export function textAndLinks(lines: readonly string[], links: readonly Link[] = []): MarkdownString {
  const markdown = new MarkdownString('', false);
  for (const line of lines) markdown.appendText(plainLine(line)).appendMarkdown('\n\n');
  return withLinks(markdown, links);
}

/**
 * Markdown in which `plainMarkdown` has escaped all text from outside, and whose links run these commands and no
 * others.
 */
export function markdownWith(text: string, commands: readonly string[]): MarkdownString {
  const markdown = new MarkdownString(plainLines(text), false);
  markdown.isTrusted = { enabledCommands: commands };
  return markdown;
}

function withLinks(markdown: MarkdownString, links: readonly Link[]): MarkdownString {
  markdown.isTrusted = links.length === 0 ? false : { enabledCommands: links.map(([, command]) => command) };
  return markdown.appendMarkdown(links.map(([text, command]) => `[${text}](command:${command})`).join(' · '));
}

export interface StatusText {
  /** The name of one of VS Code's icons. */
  readonly icon: string;
  readonly text: string;
  readonly command: string;
  readonly background: ThemeColor | undefined;
  /** The text for screen readers. */
  readonly spoken: string;
  readonly tooltip: MarkdownString;
}

/** An item of the status bar, hidden until it is shown. */
export class StatusItem implements Disposable {
  private readonly item: StatusBarItem;

  constructor(id: string, name: string) {
    this.item = window.createStatusBarItem(id, StatusBarAlignment.Left, 50);
    this.item.name = name;
  }

  show({ icon, text, command, background, spoken, tooltip }: StatusText): void {
    this.item.text = `$(${icon}) ${plainLabel(text)}`;
    this.item.command = command;
    this.item.backgroundColor = background;
    this.item.accessibilityInformation = { label: plainLabel(plainLine(spoken)), role: 'button' };
    this.item.tooltip = tooltip;
    this.item.show();
  }

  hide(): void {
    this.item.hide();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** A row of a view, without rows below it. */
export class TextRow extends TreeItem {
  constructor(label: string, description: string, tooltip: readonly string[]) {
    super(plainLabel(plainLine(label)), TreeItemCollapsibleState.None);
    this.description = plainLabel(plainLine(description));
    this.tooltip = textAndLinks(tooltip);
    this.accessibilityInformation = { label: plainLabel(plainLine(`${label}, ${description}`)) };
  }

  protected sign(icon: string, color: ThemeColor | undefined): void {
    this.iconPath = new ThemeIcon(icon, color);
  }
}

/** The output channel, whose lines hold no control sequences. */
export class TextChannel implements Disposable {
  private readonly channel: OutputChannel;

  constructor(name: string) {
    this.channel = window.createOutputChannel(name, 'log');
  }

  append(text: string): void {
    this.channel.append(plainLines(text));
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}
