// `npm run bench`: how fast and how good training is, beside the same work in PyTorch when a command for Python is
// given.

import { parseArgs } from 'node:util';

import { accuracyCase } from './bench/accuracyCase.js';
import { adamwCase } from './bench/adamwCase.js';
import { checkpointingCase } from './bench/checkpointingCase.js';
import { dataCase } from './bench/dataCase.js';
import { type Figure, reached, tableOf } from './bench/figures.js';
import { fitCase } from './bench/fitCase.js';
import { hoverCase } from './bench/hoverCase.js';
import { hubCase } from './bench/hubCase.js';
import { type BenchOptions, defaultOptions, MissingPath } from './bench/options.js';
import { panelCase } from './bench/panelCase.js';
import { precisionCase } from './bench/precisionCase.js';
import { predictCase } from './bench/predictCase.js';
import { defaultCase, frozenCase, paddedCase } from './bench/speedCases.js';
import { startCase } from './bench/startCase.js';
import { benchDevices } from './bench/targets.js';

const cases = {
  adamw: { run: adamwCase, help: 'one update of AdamW on 110 M parameters' },
  start: { run: startCase, help: 'from the command to the first step' },
  default: { run: defaultCase, help: 'BERT-base, default settings on both sides' },
  padded: { run: paddedCase, help: 'BERT-base, every text padded to 128: median step and peak memory' },
  fit: { run: fitCase, help: 'the memory that was estimated, beside the peak' },
  frozen: { run: frozenCase, help: 'BERT frozen, three epochs, the whole run' },
  precision: { run: precisionCase, help: 'on TensorFlow: bfloat16 beside float32, speed and accuracy' },
  checkpointing: {
    run: checkpointingCase,
    help: 'activations kept, or computed again in the backward pass: memory and time',
  },
  panel: { run: panelCase, help: 'the panel in a real VS Code: activation, first rows, a million rows' },
  predict: { run: predictCase, help: 'a file classified, beside a pipeline of transformers' },
  data: { run: dataCase, help: 'a CSV in the extension: first rows, and a million rows looked through' },
  hover: { run: hoverCase, help: 'one text classified by a model in memory' },
  hub: { run: hubCase, help: 'a model downloaded from a hub on this machine' },
  accuracy: { run: accuracyCase, help: 'accuracy after fine-tuning, mean over three seeds' },
} as const satisfies Record<string, { run: (options: BenchOptions) => Promise<Figure[]>; help: string }>;
type CaseName = keyof typeof cases;
const caseNames = Object.keys(cases) as CaseName[];

const caseLines = caseNames.map((name) => `${name.padEnd(13)} ${cases[name].help}`);
const usage = `Usage: npm run bench -- [flags]

  --reference COMMAND  runs Python with PyTorch, tutorial.py beside it: prints its figures and the ratios
  --only CASE,…        ${caseLines.join(`\n${' '.repeat(23)}`)}
  --quick              fewer steps, rows and rounds
  --json               one JSON object on stdout instead of a table
  --device D           what ours computes on: ${benchDevices.join(' or ')} (${defaultOptions.device})
  --threads N          processor threads on both sides (${defaultOptions.threads})
  --data FOLDER        waimai_10k.csv, ag_news_test.csv, vocab/ (${defaultOptions.data})
  --models FOLDER      bert-tiny-zh, all-MiniLM-L6-v2 (${defaultOptions.models})
`;

const flags = {
  reference: { type: 'string' },
  only: { type: 'string' },
  quick: { type: 'boolean' },
  json: { type: 'boolean' },
  device: { type: 'string' },
  threads: { type: 'string' },
  data: { type: 'string' },
  models: { type: 'string' },
  help: { type: 'boolean' },
} as const;

function readFlags() {
  try {
    return parseArgs({ options: flags }).values;
  } catch (error) {
    return { complaint: error instanceof Error ? error.message : String(error) };
  }
}

async function main(): Promise<number> {
  const values = readFlags();
  if ('complaint' in values) return refuse(values.complaint);
  if (values.help === true) return refuse();
  const names = (values.only ?? caseNames.join()).split(',');
  const unknown = names.find((name) => !caseNames.some((known) => known === name));
  if (unknown !== undefined) return refuse(`There is no case ${unknown}.`);
  const threads = Number(values.threads ?? defaultOptions.threads);
  if (!Number.isInteger(threads) || threads < 1) return refuse('--threads takes a whole number.');
  const device = benchDevices.find((known) => known === (values.device ?? defaultOptions.device));
  if (device === undefined) return refuse(`There is no device ${values.device}.`);
  const options: BenchOptions = {
    data: values.data ?? defaultOptions.data,
    models: values.models ?? defaultOptions.models,
    reference: values.reference ?? null,
    device,
    threads,
    quick: values.quick === true,
  };
  return measure(
    caseNames.filter((name) => names.includes(name)),
    options,
    values.json === true,
  );
}

/** Prints how to call it, and gives the exit status. */
function refuse(complaint?: string): number {
  process.stderr.write(complaint === undefined ? usage : `${complaint}\n\n${usage}`);
  return complaint === undefined ? 0 : 2;
}

/** Runs one case after the other; one that lacks its data is named and the others go on. */
async function measure(names: readonly CaseName[], options: BenchOptions, json: boolean): Promise<number> {
  const figures: Figure[] = [];
  let status = 0;
  for (const name of names) {
    process.stderr.write(`${name}: ${cases[name].help} …\n`);
    try {
      figures.push(...(await cases[name].run(options)));
    } catch (error) {
      // What the others measured is not lost with it.
      const reason =
        error instanceof MissingPath
          ? error.message
          : error instanceof Error
            ? (error.stack ?? error.message)
            : String(error);
      process.stderr.write(`${name}: ${reason}\n`);
      status = 1;
    }
  }
  const machine = {
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    threads: options.threads,
    device: options.device,
  };
  if (json)
    process.stdout.write(
      `${JSON.stringify({ machine, figures: figures.map((figure) => ({ ...figure, reached: reached(figure) })) })}\n`,
    );
  else process.stdout.write(`${tableOf(figures).join('\n')}\n`);
  return status;
}

process.exitCode = await main();
