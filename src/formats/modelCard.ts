// The README.md of a result: what the model is, what it was trained on, with which settings and scores. In English, as
// Hugging Face's model cards are: https://huggingface.co/docs/hub/model-cards

import type { Task } from '../base/model.js';
import type { ClassScores, Scores } from '../shared/events.js';
import { isModelNameText, parseModelName } from '../shared/modelName.js';
import { plainLine, plainMarkdown } from '../shared/plainText.js';

export interface ModelCard {
  /** The title: the run's name. */
  readonly name: string;
  /** The name or folder of the base model; `owner/name@revision` for one of the hub; null for random weights. */
  readonly baseModel: string | null;
  readonly task: Task;
  readonly labelNames: readonly string[];
  readonly data: {
    /** The name or path of the CSV; only its last part is shown. */
    readonly file: string;
    readonly sha256: string;
    readonly rows: { readonly training: number; readonly validation: number; readonly skipped: number };
  };
  /** By which a model is traced to what it was made from: `finetune-bert verify` compares them with the run. */
  readonly chain: {
    /** The SHA-256 of the base model's files, of the settings that decide the numbers, and of model.safetensors. */
    readonly baseModel: string;
    readonly settings: string;
    readonly weights: string;
  } | null;
  /** Null values are left out. */
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  /** The scores on the held-out rows; null when there were none. */
  readonly scores: Scores | null;
  readonly device: string;
  /** The version of this product. */
  readonly version: string;
}

/** The text of README.md. The same card gives the same text. */
export function modelCardText(card: ModelCard): string {
  const sections = [
    frontMatter(card),
    introduction(card),
    usage(card),
    labels(card),
    data(card),
    scores(card),
    settings(card),
    chain(card),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function frontMatter({ task, scores, baseModel }: ModelCard): string {
  const metrics =
    scores === null
      ? []
      : [
          'metrics:',
          ...(scores.kind === 'classes' ? ['accuracy', 'f1', 'precision', 'recall'] : ['mse', 'mae', 'pearsonr']).map(
            (name) => `- ${name}`,
          ),
        ];
  const base =
    baseModel !== null && isModelNameText(baseModel) ? [`base_model: ${parseModelName(baseModel)?.id ?? ''}`] : [];
  return [
    '---',
    'library_name: transformers',
    ...base,
    'pipeline_tag: text-classification',
    'tags:',
    '- bert',
    '- finetune-bert',
    `- ${task}`,
    ...metrics,
    '---',
  ].join('\n');
}

const whatItSays = {
  'single-label': 'gives a text one of',
  'multi-label': 'gives a text any of',
  regression: 'gives a text a number',
} as const satisfies Record<Task, string>;

function introduction({ name, baseModel, task, labelNames, version, device }: ModelCard): string {
  const start =
    baseModel === null ? 'A BERT trained from random weights' : `${code(withoutFolders(baseModel))}, fine-tuned:`;
  const says = task === 'regression' ? whatItSays[task] : `${whatItSays[task]} ${labelNames.length} labels`;
  const sentence = `${start} ${baseModel === null ? 'that' : 'it'} ${says}.`;
  const made = `Made with Fine-tune BERT ${plainMarkdown(version)} on ${plainMarkdown(device)}.`;
  return `# ${plainMarkdown(name)}\n\n${sentence}\n${made}`;
}

function usage({ task }: ModelCard): string {
  const option = {
    'single-label': '',
    'multi-label': ', top_k=None, function_to_apply="sigmoid"',
    regression: ', function_to_apply="none"',
  }[task];
  return `## Use

\`\`\`python
from transformers import pipeline

classify = pipeline("text-classification", model="path/to/this/folder"${option})
print(classify("…"))
\`\`\`

\`model.onnx\` is read by ONNX Runtime from 1.17 on. In transformers.js, which looks for it in a folder \`onnx\`:
\`pipeline("text-classification", MODEL, { subfolder: "", dtype: "fp32" })\`.`;
}

function labels({ task, labelNames }: ModelCard): string {
  if (task === 'regression') return '';
  return `## Labels\n\n${table(
    ['id', 'label'],
    labelNames.map((name, id) => [id, name]),
  )}`;
}

function data({ data: { file, sha256, rows } }: ModelCard): string {
  return `## Data

${table(
  ['what', 'value'],
  [
    ['file', withoutFolders(file)],
    ['SHA-256', sha256],
    ['rows for training', rows.training],
    ['rows for validation', rows.validation],
    ['rows skipped', rows.skipped],
  ],
)}`;
}

function scores({ scores: figures }: ModelCard): string {
  if (figures === null) return '## Scores\n\nNo rows were held out, so there are none.';
  const intro = '## Scores\n\nOn the rows held out for validation.\n\n';
  if (figures.kind === 'classes') return intro + classScores(figures);
  const { loss, rmse, mae, pearson } = figures;
  return (
    intro +
    table(
      ['figure', 'value'],
      [
        ['mean squared error', loss],
        ['RMSE', rmse],
        ['MAE', mae],
        ['Pearson correlation', pearson ?? 'not defined'],
      ],
    )
  );
}

function classScores({ loss, accuracy, precision, recall, f1, perClass, ...others }: ClassScores): string {
  const { weightedF1, matthews, auc } = others;
  const figures = { 'F1 (weighted)': weightedF1, 'Matthews correlation': matthews, 'area under ROC (macro)': auc };
  const overall = table(
    ['figure', 'value'],
    [
      ['accuracy', accuracy],
      ['F1 (macro)', f1],
      ['precision (macro)', precision],
      ['recall (macro)', recall],
      ...Object.entries(figures).flatMap(([name, value]) => (value == null ? [] : [[name, value]])),
      ['loss', loss],
    ],
  );
  const rows = perClass.map((one) => [one.label, one.precision, one.recall, one.f1, one.support]);
  return `${overall}\n\n${table(['label', 'precision', 'recall', 'F1', 'rows'], rows)}`;
}

function settings({ settings: values }: ModelCard): string {
  const rows = Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [[name, typeof value === 'string' ? withoutFolders(value) : String(value)]],
  );
  return `## Settings\n\n${table(['setting', 'value'], rows)}`;
}

function chain({ chain: sums, data: { sha256 } }: ModelCard): string {
  if (sums === null) return '';
  return `## Made from

SHA-256 of what this model was made from, and of the model; \`finetune-bert verify RUN\` compares them.

${table(
  ['what', 'SHA-256'],
  [
    ['data', sha256],
    ['base model', sums.baseModel],
    ['settings', sums.settings],
    ['model.safetensors', sums.weights],
  ],
)}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((cells) => line(cells.map((cell) => (typeof cell === 'number' ? figure(cell) : plainMarkdown(cell))))),
  ].join('\n');
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** A card may be published, and the folders on its author's disk are private. A name like `owner/model` stays. */
function withoutFolders(path: string): string {
  return /^([/\\~.]|[A-Za-z]:[/\\])/.test(path)
    ? (path
        .split(/[/\\]/)
        .filter((part) => part !== '')
        .at(-1) ?? path)
    : path;
}

function code(text: string): string {
  return `\`${plainLine(text)
    .replace(/[`\s]+/g, ' ')
    .trim()}\``;
}
