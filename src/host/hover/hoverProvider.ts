// The hover over selected text: the label that the chosen model predicts. It never waits long, and shows nothing when
// there is no answer.

import { setTimeout as wait } from 'node:timers/promises';

import {
  type CancellationToken,
  type Disposable,
  Hover,
  type HoverProvider,
  languages,
  type Position,
  type Selection,
  type TextDocument,
  type TextEditor,
  window,
  workspace,
} from 'vscode';

import { commands, configuration, configurationSection } from '../../shared/ids.js';
import type { TextPrediction } from '../../shared/messages/models.js';
import { markdownWith } from '../doors/items.js';
import { sentenceOf } from '../failures.js';
import { displayLocale } from '../locale.js';
import type { WorkerLog } from '../log.js';
import type { ServiceClient } from '../workerClient/serviceClient.js';
import type { ChosenModel, HoverModel } from './hoverModel.js';
import { hoverText } from './hoverText.js';
import { PredictionCache } from './predictions.js';

/**
 * Milliseconds to wait for an answer: afterwards the editor would show "Loading…". A later answer is kept for the next
 * hover.
 */
const patience = 1400;
/** Milliseconds without a change of the selection before it is classified ahead of the hover. */
const restTime = 200;

export class SelectionHover implements HoverProvider, Disposable {
  private readonly cache: PredictionCache;
  private readonly subscriptions: Disposable[];
  private ahead: NodeJS.Timeout | undefined;

  constructor(
    private readonly model: HoverModel,
    private readonly service: ServiceClient,
    private readonly log: WorkerLog,
  ) {
    this.cache = new PredictionCache(async (folder, text) => {
      const { predictions } = await this.service.request('predict', { model: folder, texts: [[text, null]] });
      return predictions[0]!;
    });
    this.subscriptions = [
      languages.registerHoverProvider(
        [{ scheme: 'file' }, { scheme: 'untitled' }, { scheme: 'vscode-notebook-cell' }],
        this,
      ),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.prepare(textEditor)),
      model.onChange(() => this.cache.clear()),
    ];
  }

  async provideHover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | null> {
    const model = this.model.current;
    const selection = selectionAt(document, position);
    if (model === null || selection === null) return null;
    const answer = this.answer(model, document, selection);
    if (answer === null) return null;
    const prediction = await Promise.race([answer, wait(patience, null, { ref: false })]);
    if (prediction === null || token.isCancellationRequested) return null;
    const links = [commands.chooseHoverModel, commands.turnHoverOff];
    const text = markdownWith(hoverText(prediction, model.name, displayLocale()), links);
    return new Hover(text, selection);
  }

  dispose(): void {
    clearTimeout(this.ahead);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Classifies a selection that no longer changes, so that the hover finds the answer ready and the model loaded. */
  private prepare({ document, selections: [selection] }: TextEditor): void {
    clearTimeout(this.ahead);
    const model = this.model.current;
    if (model === null || selection === undefined || selection.isEmpty) return;
    this.ahead = setTimeout(() => void this.answer(model, document, selection), restTime);
  }

  /**
   * The prediction for a selection; null where there is nothing to classify. A failure is logged and resolves with
   * null.
   */
  private answer(
    model: ChosenModel,
    document: TextDocument,
    selection: Selection,
  ): Promise<TextPrediction | null> | null {
    const settings = workspace.getConfiguration(configurationSection, document);
    if (document.isClosed || settings.get<boolean>(configuration.hover) !== true) return null;
    const text = document.getText(selection);
    if (text.trim() === '' || text.length > (settings.get<number>(configuration.longestSelection) ?? 0)) return null;
    const { start, end } = selection;
    const place = [
      document.uri.toString(),
      document.version,
      start.line,
      start.character,
      end.line,
      end.character,
    ].join(':');
    return this.cache.get(place, model.folder, text).catch((error: unknown) => {
      this.log.write(sentenceOf(error, this.log));
      return null;
    });
  }
}

function selectionAt(document: TextDocument, position: Position): Selection | null {
  const editor = window.visibleTextEditors.find(
    (each) => each.document === document && each.selections.some((selection) => covers(selection, position)),
  );
  return editor?.selections.find((selection) => covers(selection, position)) ?? null;
}

function covers(selection: Selection, position: Position): boolean {
  return !selection.isEmpty && selection.contains(position);
}
