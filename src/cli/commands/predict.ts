// The command `finetune-bert predict`, for texts given as flags, or for a column of a CSV.

import type { Input, Prediction } from '../../jobs/jobs.js';
import type { Locale } from '../../shared/catalogue.js';
import { UserError } from '../../shared/errors.js';
import { figure, percent } from '../../shared/numbers.js';
import { settingsOfCommand } from '../../shared/settings.js';
import { fit, printable } from '../columns.js';
import type { LocalCommand } from '../command.js';
import { onDevice } from '../onDevice.js';
import { shortPath } from '../runReporter.js';
import type { Session } from '../session.js';
import { addSettingFlags, dataArgument, givenSettings, settingFlag } from '../settingFlags.js';
import { text } from '../texts.js';

interface Options {
  readonly text?: readonly string[];
  readonly pair?: readonly string[];
  readonly column?: string;
  readonly out?: string;
  readonly formulas?: string;
  readonly threads?: string;
  readonly maxLength?: string;
  readonly longTexts?: string;
  readonly threshold?: string;
  readonly device?: string;
}

const flags = settingsOfCommand('predict');
const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

export function addPredict(program: LocalCommand, session: Session): void {
  const { locale } = program;
  const command = program.createCommand('predict').description(text(locale, 'predict'));
  program.addCommand(command);
  command
    .argument('<MODEL>', text(locale, 'modelArgument'))
    .argument('[DATA]', dataArgument(locale))
    .option('--text <text>', text(locale, 'textFlag'), collect)
    .option('--pair <text|column>', text(locale, 'pairTextFlag'), collect)
    .option('--column <column>', text(locale, 'columnFlag'))
    .option('--out <OUT>', text(locale, 'outTableFlag'))
    .option('--formulas <choice>', text(locale, 'formulasFlag'))
    .option('--json', text(locale, 'jsonFlag'))
    .action((model: string, data: string | undefined, options: Options) =>
      onDevice(session, givenSettings({ ...options }, ['device', 'threads']), () =>
        data === undefined ? predictTexts(session, model, options) : predictColumn(session, model, data, options),
      ),
    );
  addSettingFlags(command, flags);
}

async function predictTexts(session: Session, model: string, options: Options): Promise<void> {
  const { output } = session;
  for (const [flag, value] of [
    ['--column', options.column],
    ['--out', options.out],
  ] as const) {
    if (value !== undefined)
      throw new UserError('usage.missingArgument', { command: 'predict', argument: `DATA (${flag})` });
  }
  const { predict } = await import('../../jobs/predict/predict.js');
  const limits = {
    threads: settingFlag(options.threads, 'threads') ?? undefined,
    maxLength: settingFlag(options.maxLength, 'maxLength'),
    longTexts: settingFlag(options.longTexts, 'longTexts'),
    threshold: settingFlag(options.threshold, 'threshold'),
  };
  const device = settingFlag(options.device, 'device');
  const predictions = await predict({ model, inputs: inputsOf(options), device, ...limits }, session.jobContext());
  for (const prediction of predictions) {
    output.emit({ event: 'prediction', ...prediction });
    output.print(predictionLine(prediction, output.locale));
  }
}

function inputsOf({ text: texts = [], pair: pairs }: Options): Input[] {
  if (texts.length === 0) throw new UserError('usage.noInput');
  for (const [flag, given] of Object.entries({ '--text': texts, '--pair': pairs ?? [] })) {
    const empty = given.findIndex((one) => one.trim() === '');
    if (empty >= 0) throw new UserError('usage.emptyText', { command: 'predict', flag, number: empty + 1 });
  }
  if (pairs === undefined) return texts.map((first) => [first]);
  if (pairs.length !== texts.length)
    throw new UserError('usage.pairsDiffer', { texts: texts.length, pairs: pairs.length });
  return texts.map((first, index) => [first, pairs[index] ?? '']);
}

/** One prediction in one line: `正面 97.1% 味道很好`. */
function predictionLine({ text: first, pair, labels, probabilities, value }: Prediction, locale: Locale): string {
  const shown = fit(printable(pair === null ? first : `${first} / ${pair}`), 60);
  if (value !== null) return `${figure(value, locale)}  ${shown}`;
  const named = probabilities.filter(({ label }) => labels.includes(label));
  const answer = named
    .map(({ label, probability }) => `${fit(printable(label), 40)} ${percent(probability, locale)}`)
    .join(', ');
  return `${answer === '' ? '–' : answer}  ${shown}`;
}

function formulasOf({ formulas: value }: Options): 'text' | 'keep' | undefined {
  if (value === undefined || value === 'text' || value === 'keep') return value;
  throw new UserError('setting.choice', { name: 'formulas', value, choices: 'text, keep' });
}

async function predictColumn(session: Session, model: string, data: string, options: Options): Promise<void> {
  const { output } = session;
  if (options.text !== undefined) throw new UserError('usage.exclusive', { first: 'DATA', second: '--text' });
  if (options.out === undefined) throw new UserError('usage.missingFlag', { command: 'predict', flag: '--out' });
  const settings = givenSettings({ ...options }, flags);
  const pair = options.pair?.at(-1);
  const { predictFile } = await import('../../jobs/predict/predictFile.js');
  const result = await predictFile(
    { model, data, column: options.column, pair, out: options.out, formulas: formulasOf(options), settings },
    session.jobContext(),
  );
  output.emit({ event: 'predicted', ...result });
  output.print(
    text(output.locale, 'predictedFile', { rows: result.rows, out: shortPath(result.out), empty: result.empty }),
  );
}
