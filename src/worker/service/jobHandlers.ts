// The service's methods that are jobs of their own: classifying a file, exporting a model, listing and reading runs.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { parseJson } from '../../base/json.js';
import { readSmallText } from '../../base/openFile.js';
import { computing } from '../../jobs/devices/computing.js';
import type { JobContext } from '../../jobs/jobs.js';
import { isOnHub, modelFolderHere } from '../../jobs/model/locateModel.js';
import { evaluationPath, modelFolderOf } from '../../jobs/model/runPaths.js';
import { journalPath, readJournalPage } from '../../runs/journal.js';
import { readRunFile, runFilePath } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';
import type { RunEvent } from '../../shared/events.js';
import { evaluationSchema, type RunEvaluation } from '../../shared/messages/models.js';
import type { ServiceMethods } from '../../shared/messages/worker.js';
import type { Notice } from '../../shared/notices.js';
import type { Handlers } from '../socket/dispatcher.js';
import type { ProcessContext } from '../socket/processContext.js';
import { listRuns } from './runList.js';

type JobMethod = 'classifyFile' | 'evaluation' | 'exportModel' | 'runs' | 'journal';

/** Milliseconds between two progress updates. */
const interval = 250;

export function jobHandlers(process: ProcessContext): Pick<Handlers<ServiceMethods>, JobMethod> {
  return {
    async classifyFile({ model, file, column, pair, out, settings }, { signal, progress }) {
      const { predictFile } = await import('../../jobs/predict/predictFile.js');
      let toldAt = 0;
      const notices: Notice[] = [];
      const emit = (event: RunEvent) => {
        if (event.event === 'notice') notices.push({ code: event.code, values: event.values });
      };
      const written = await predictFile(
        {
          model: modelFolderHere(model),
          out,
          settings,
          data: file,
          column: column ?? undefined,
          pair: pair ?? undefined,
          progress: (done) => {
            if (performance.now() - toldAt < interval) return;
            toldAt = performance.now();
            progress(done);
          },
        },
        { ...jobContext(process, signal), emit },
      );
      return { ...written, notices };
    },
    async evaluation({ folder, compute }, { signal }) {
      const written = await readEvaluation(folder);
      if (written !== null || !isFinished(folder)) return { evaluation: written };
      if (!compute) throw new UserError('run.evaluationLost', { folder });
      const { rebuildEvaluation } = await import('../../jobs/evaluate/rebuildEvaluation.js');
      await rebuildEvaluation(folder, jobContext(process, signal));
      return { evaluation: await readEvaluation(folder) };
    },
    async exportModel({ model, format, out }, { signal }) {
      if (format === 'folder') {
        const { copyModel } = await import('../../jobs/export/copyModel.js');
        return { files: await copyModel(model, out, signal), rounding: null };
      }
      if (format === 'python') {
        const base = readRunFile(model).settings.model;
        // The service downloads only on request.
        if (base !== null) modelFolderHere(base);
      }
      const { exportModel } = await import('../../jobs/export/exportModel.js');
      const { files, rounding = null } = await exportModel(
        { model: isOnHub(model) ? modelFolderHere(model) : model, format, out },
        jobContext(process, signal),
      );
      return { files: [...files], rounding };
    },
    runs: async ({ roots }, { signal }) => ({ runs: await listRuns(roots, signal) }),
    journal: async ({ folder, from }) => readJournalPage(journalPath(folder), from),
  };
}

function jobContext({ product, bundledModels, log }: ProcessContext, signal: AbortSignal): JobContext {
  return { signal, log, bundledModels, version: product, emit: () => undefined, ...computing };
}

function isFinished(folder: string): boolean {
  return existsSync(runFilePath(folder)) && existsSync(join(modelFolderOf(folder), 'config.json'));
}

/** Throws `run.damaged` for a file that no run wrote. */
async function readEvaluation(folder: string): Promise<RunEvaluation | null> {
  const file = evaluationPath(folder);
  if (!existsSync(file)) return null;
  const text = readSmallText(file);
  const parsed = evaluationSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new UserError('run.damaged', { file, place: parsed.error.issues[0]?.path.join('.') || 'evaluation.json' });
}
