// Shows lines of a file beside the panel. They are marked by a decoration, never selected, and the keyboard stays in
// the panel: whatever key comes next, the file keeps its bytes.

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

/** The marks of one panel; each reveal replaces those of the one before. */
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

  /** @param lines counted from 1; none shows the file as it is */
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

  /** An editor that shows another file loses its marks. */
  private draw(editor: TextEditor): void {
    const isMarked = this.marks !== null && editor.document === this.marks.document;
    editor.setDecorations(this.decoration, isMarked ? (this.marks?.ranges ?? []) : []);
  }
}

/** The editor of a file: where it is in sight already, else beside the panel. */
async function showBeside(path: string): Promise<TextEditor> {
  const uri = Uri.file(path);
  const inSight = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  return window.showTextDocument(uri, {
    viewColumn: inSight?.viewColumn ?? ViewColumn.Beside,
    preserveFocus: true,
    preview: false,
  });
}
