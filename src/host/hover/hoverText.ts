// The Markdown of a hover: the label and its probability, a bar for each class, and two links.

import type { Locale } from '../../shared/catalogue.js';
import { commands } from '../../shared/ids.js';
import type { TextPrediction } from '../../shared/messages/models.js';
import { figure, percent } from '../../shared/numbers.js';
import { plainLine, plainMarkdown } from '../../shared/plainText.js';
import { sayIn } from '../words.js';

/** The number of characters of a full bar; each has eight widths. */
const barCells = 20;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** The largest number of classes with a bar; a model may have hundreds. */
const mostBars = 8;
/** The number of characters of a label that are shown. */
const longestLabel = 40;

/**
 * Bars are written before the labels, so that labels of any width keep them aligned.
 * @param model the displayed name of the model
 */
export function hoverText(prediction: TextPrediction, model: string, locale: Locale): string {
  const parts = [headlineOf(prediction, model, locale)];
  const bars = barsOf(prediction, locale);
  if (bars !== '') parts.push(`\`\`\`text\n${bars}\n\`\`\``);
  if (prediction.cut) parts.push(sayIn(locale, 'hoverCut', { tokens: prediction.tokens }));
  const choose = `[${sayIn(locale, 'hoverChoose')}](command:${commands.chooseHoverModel})`;
  const off = `[${sayIn(locale, 'hoverOff')}](command:${commands.turnHoverOff})`;
  parts.push(`${choose} · ${off}`);
  return parts.join('\n\n');
}

/** The answer in one line, for a message: `负面 96.3%`. */
export function predictionLine({ labels, probabilities, value }: TextPrediction, locale: Locale): string {
  if (value !== null) return figure(value, locale);
  const probability = new Map(probabilities.map((each) => [each.label, each.probability]));
  return labels.map((label) => `${shortened(label)} ${percent(probability.get(label) ?? 0, locale)}`).join(', ') || '—';
}

/** A bar of a probability, `barCells` wide at most and one eighth at least. */
export function bar(probability: number): string {
  const parts = Math.max(1, Math.round(probability * barCells * 8));
  return '█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8]!;
}

function headlineOf(prediction: TextPrediction, model: string, locale: Locale): string {
  const { labels, probabilities, value } = prediction;
  const name = escaped(model);
  if (value !== null || labels.length !== 1) return `**${escaped(predictionLine(prediction, locale))}** · ${name}`;
  const probability = probabilities.find(({ label }) => label === labels[0])?.probability ?? 0;
  return `**${escaped(shortened(labels[0]!))}** ${percent(probability, locale)} · ${name}`;
}

function barsOf({ probabilities }: TextPrediction, locale: Locale): string {
  const likeliest = [...probabilities].sort((a, b) => b.probability - a.probability).slice(0, mostBars);
  return likeliest
    .map(
      ({ label, probability }) =>
        `${bar(probability).padEnd(barCells)} ${percent(probability, locale).padStart(6)} ${inCode(shortened(label))}`,
    )
    .join('\n');
}

function shortened(label: string): string {
  const characters = Array.from(plainLine(label.slice(0, 40 * longestLabel)).replace(/\s+/g, ' '));
  return characters.length > longestLabel ? `${characters.slice(0, longestLabel - 1).join('')}…` : characters.join('');
}

/** Makes a label safe in a code block: it comes from a file, and must neither end the block nor begin a link. */
function inCode(text: string): string {
  return text.replaceAll('`', 'ˋ');
}

/** Escapes a text for a headline, where it must not begin a list either. */
function escaped(text: string): string {
  return plainMarkdown(text).replace(/(?<!\\)[+\-.]/g, '\\$&');
}
