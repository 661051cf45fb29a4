// The service's methods that are jobs of their own: a file classified, a model exported, runs listed and read.

import { cp, mkdir, readdir, readFile, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { writeFailure } from '../../formats/fileErrors.js';
import { journalPath, readJournalPage } from '../../runs/journal.js';
import { UserError } from '../../shared/errors.js';
import { evaluationSchema, type RunEvaluation } from '../../shared/messages/models.js';
import type { ServiceMethods } from '../../shared/messages/worker.js';
import { computing } from '../computing.js';
import type { JobContext } from '../jobs.js';
import { evaluationPath, resolveModelFolder } from '../runPaths.js';
import type { Handlers } from '../server/dispatcher.js';
import type { ProcessContext } from '../server/processContext.js';
import { listRuns } from './runList.js';

type JobMethod = 'classifyFile' | 'evaluation' | 'exportModel' | 'runs' | 'journal';

/** Milliseconds between two words about the progress. */
const interval = 250;

export function jobHandlers(process: ProcessContext): Pick<Handlers<ServiceMethods>, JobMethod> {
  return {
    async classifyFile({ model, file, column, pair, out, settings }, { signal, progress }) {
      const { predictFile } = await import('../predictFile.js');
      let toldAt = 0;
      return predictFile(
        {
          ...{ model, out, settings, data: file, column: column ?? undefined, pair: pair ?? undefined },
          progress: (done) => {
            if (performance.now() - toldAt < interval) return;
            toldAt = performance.now();
            progress(done);
          },
        },
        jobContext(process, signal),
      );
    },
    evaluation: async ({ folder }) => ({ evaluation: await readEvaluation(folder) }),
    async exportModel({ model, format, out }, { signal }) {
      if (format === 'folder') return { files: await copyModel(model, out) };
      const { exportModel } = await import('../exportModel.js');
      return { files: [...(await exportModel({ model, format, out }, jobContext(process, signal))).files] };
    },
    runs: async ({ roots }, { signal }) => ({ runs: await listRuns(roots, signal) }),
    journal: async ({ folder, from }) => readJournalPage(journalPath(folder), from),
  };
}

function jobContext({ product, bundledModel, log }: ProcessContext, signal: AbortSignal): JobContext {
  return { signal, log, bundledModel, version: product, emit: () => undefined, ...computing };
}

/** Throws `run.damaged` for a file that is not what a run wrote. */
async function readEvaluation(folder: string): Promise<RunEvaluation | null> {
  const file = evaluationPath(folder);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return null;
  }
  const parsed = evaluationSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new UserError('run.damaged', { file, place: parsed.error.issues[0]?.path.join('.') || 'evaluation.json' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The whole folder of a model. Throws `run.folderNotEmpty`, `data.outputIsInput`, and for a full disk. */
async function copyModel(model: string, out: string): Promise<string[]> {
  const folder = resolveModelFolder(model);
  const { readConfigOf } = await import('../modelInfo.js');
  await readConfigOf(folder);
  const target = resolve(out);
  try {
    await mkdir(target, { recursive: true });
    const inside = `${await realpath(target)}${sep}`.startsWith(`${await realpath(folder)}${sep}`);
    if (inside) throw new UserError('data.outputIsInput', { file: target });
    if ((await readdir(target)).length > 0) throw new UserError('run.folderNotEmpty', { folder: target });
    await cp(folder, target, { recursive: true });
    return (await readdir(target)).sort().map((name) => join(target, name));
  } catch (error) {
    throw writeFailure(error, target);
  }
}
