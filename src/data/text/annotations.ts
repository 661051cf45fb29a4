// Recognises exports of annotation tools by their keys, and turns each record into a flat object with its text and the
// chosen labels.

import { isRow, type JsonRow } from './jsonValues.js';

export interface Recognised {
  readonly tool: string;
  /** The record as an object whose keys are the columns. */
  readonly convert: (row: JsonRow) => JsonRow;
}

/** The tool that wrote these records; undefined where none is recognised. */
export function recogniseRecords(records: readonly JsonRow[]): Recognised | undefined {
  if (records.length === 0) return undefined;
  const all = (test: (row: JsonRow) => boolean) => records.every(test);
  if (all(({ data, annotations, completions }) => isRow(data) && Array.isArray(annotations ?? completions)))
    return { tool: 'Label Studio', convert: fromLabelStudio };
  if (all((row) => '_input_hash' in row && ('answer' in row || 'options' in row)))
    return { tool: 'Prodigy', convert: fromProdigy(records) };
  if (all(({ fields, responses, suggestions }) => isRow(fields) && (isRow(responses) || isRow(suggestions))))
    return { tool: 'Argilla', convert: fromArgilla };
  if (all((row) => 'annotation' in row && 'annotation_agent' in row && ('inputs' in row || 'text' in row)))
    return { tool: 'Argilla', convert: fromOldArgilla };
  if (all(({ text, data, annotations }) => typeof (text ?? data) === 'string' && hasLabels(annotations)))
    return { tool: 'doccano', convert: fromDoccano };
  const key = ['messages', 'conversations', 'conversation'].find((name) => all((row) => isChat(row[name])));
  return key === undefined ? undefined : { tool: chatTool, convert: fromChat(key) };
}

/** Not a tool, but the form in which chats with language models are kept. */
export const chatTool = 'chat';

function isChat(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isRow(one) && contentIn(one) !== undefined);
}

function contentIn({ role, from, content, value }: JsonRow): string | undefined {
  const said = content ?? value;
  return typeof (role ?? from) === 'string' && typeof said === 'string' ? said : undefined;
}

/** The last answer is the label; what was said before it, without the system's instructions, is the text. */
function fromChat(key: string): (row: JsonRow) => JsonRow {
  const roleOf = ({ role, from }: JsonRow) => String(role ?? from).toLowerCase();
  return (row) => {
    const messages = rowsIn(row[key]).filter((one) => roleOf(one) !== 'system');
    const isAnswered = ['assistant', 'gpt', 'model', 'bot'].includes(roleOf(messages.at(-1) ?? {}));
    const asked = isAnswered ? messages.slice(0, -1) : messages;
    const rest = Object.fromEntries(Object.entries(row).filter(([name]) => name !== key));
    const text = asked.map((one) => contentIn(one) ?? '').join('\n');
    return { text, label: isAnswered ? (contentIn(messages.at(-1)!) ?? null) : null, ...rest };
  };
}

/** The first annotation that was not cancelled: the answer to each question, under the question's name. */
function fromLabelStudio({ data, annotations, completions, id }: JsonRow): JsonRow {
  const made = rowsIn(annotations ?? completions);
  const chosen = made.find(({ was_cancelled: isCancelled, result }) => isCancelled !== true && Array.isArray(result));
  const answers = rowsIn(chosen?.['result']).flatMap(({ from_name: name, value }) => {
    const answer = isRow(value) ? answerIn(value) : undefined;
    return typeof name === 'string' && answer !== undefined ? [[name, answer] as const] : [];
  });
  return { ...(isRow(data) ? data : {}), ...Object.fromEntries(answers), ...(id === undefined ? {} : { id }) };
}

function answerIn(value: JsonRow): unknown {
  const { choices, taxonomy, rating, number, text } = value;
  if (Array.isArray(taxonomy)) return taxonomy.map((path: unknown) => (Array.isArray(path) ? path.join('/') : path));
  return choices ?? rating ?? number ?? text;
}

/**
 * A record that was rejected or skipped has no label; where all records ask about the same label, a rejection is an
 * answer too.
 */
function fromProdigy(records: readonly JsonRow[]): (row: JsonRow) => JsonRow {
  const asked = new Set(records.map(({ label }) => label));
  const [only] = asked;
  const isBinary = asked.size === 1 && typeof only === 'string' && records.some(({ answer }) => answer === 'reject');
  return ({ text, label, accept, answer, options, meta }) => {
    const rest = { text, answer, ...(isRow(meta) ? { meta } : {}) };
    if (isBinary) return { ...rest, label: answer === 'accept' ? only : answer === 'reject' ? `not ${only}` : null };
    const isAnswer = answer === undefined || answer === 'accept';
    const chosen = Array.isArray(accept) ? accept : Array.isArray(options) ? [] : label;
    return { ...rest, label: isAnswer ? chosen : null };
  };
}

/** The first answer to each question, and the suggestion beside it. */
function fromArgilla({ fields, responses, suggestions, metadata, id }: JsonRow): JsonRow {
  const given = Object.entries(isRow(responses) ? responses : {}).map(
    ([name, answers]) => [name, rowsIn(answers)[0]?.['value'] ?? null] as const,
  );
  const proposed = Object.entries(isRow(suggestions) ? suggestions : {}).map(
    ([name, one]) => [`${name}.suggestion`, isRow(one) ? one['value'] : one] as const,
  );
  return {
    ...(isRow(fields) ? fields : {}),
    ...Object.fromEntries(given),
    ...Object.fromEntries(proposed),
    ...(isRow(metadata) && Object.keys(metadata).length > 0 ? { metadata } : {}),
    ...(id === undefined ? {} : { id }),
  };
}

function fromOldArgilla({ text, inputs, annotation, id, status }: JsonRow): JsonRow {
  const texts = isRow(inputs) ? inputs : { text: inputs };
  return { ...texts, ...(text === undefined || text === null ? {} : { text }), label: annotation, id, status };
}

function fromDoccano({ annotations, ...rest }: JsonRow): JsonRow {
  return { ...rest, label: rowsIn(annotations).map(({ label }) => label) };
}

function hasLabels(annotations: unknown): boolean {
  return Array.isArray(annotations) && annotations.every((one) => isRow(one) && 'label' in one && !('result' in one));
}

function rowsIn(value: unknown): JsonRow[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}
