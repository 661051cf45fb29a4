// Shows lines of a file beside the panel. They are marked by a decoration and not selected, and the focus stays in the
// panel, so that the next key press cannot change the file.

import type { Range } from 'vscode';
import {
  type Disposable,
  OverviewRulerLane,
  Selection,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
} from 'vscode';

import { markedLines } from './markedLines.js';

interface Marks {
  readonly document: TextDocument;
  readonly ranges: readonly Range[];
}

/** The marks of one panel; each call of `reveal` replaces the previous ones. */
export class LineMarks implements Disposable {
  private readonly decoration = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('editor.findMatchHighlightBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  private marks: Marks | null = null;
  private readonly subscription = window.onDidChangeVisibleTextEditors((editors) =>
    editors.forEach((each) => this.draw(each)),
  );

  /** @param lines line numbers from 1; with none the file is shown without marks */
  async reveal(path: string, lines: readonly number[]): Promise<void> {
    const editor = await showBeside(path);
    const { document } = editor;
    const ranges = markedLines(lines, document.lineCount).map((line) => document.lineAt(line).range);
    this.marks = { document, ranges };
    window.visibleTextEditors.forEach((each) => this.draw(each));
    const [first] = ranges;
    if (first === undefined) return;
    editor.selection = new Selection(first.start, first.start);
    editor.revealRange(first, TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    this.subscription.dispose();
    this.decoration.dispose();
  }

  /** Draws the marks; an editor that shows another file loses them. */
  private draw(editor: TextEditor): void {
    const isMarked = this.marks !== null && editor.document === this.marks.document;
    editor.setDecorations(this.decoration, isMarked ? (this.marks?.ranges ?? []) : []);
  }
}

/** The editor of a file: a visible one, or else a new one beside the panel. */
async function showBeside(path: string): Promise<TextEditor> {
  const uri = Uri.file(path);
  const inSight = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  return window.showTextDocument(uri, {
    viewColumn: inSight?.viewColumn ?? ViewColumn.Beside,
    preserveFocus: true,
    preview: false,
  });
}
