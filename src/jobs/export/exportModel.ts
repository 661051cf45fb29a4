// The job `export`: a model in the format of another tool.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { isSameFile } from '../../base/files.js';
import { checkWritable, type WriteOptions } from '../../formats/atomicWrite.js';
import { type ModelFolder, readModelFolder } from '../../formats/modelFolder.js';
import { parametersOf } from '../../formats/modelFolderWriter.js';
import { writeSafetensors } from '../../formats/safetensors.js';
import { writeStateDict } from '../../formats/torch/writeStateDict.js';
import { isUserError, UserError } from '../../shared/errors.js';
import type { ExportFormat } from '../../shared/messages/models.js';
import { Interruption, stopIfAborted } from '../interruption.js';
import type { ExportRequest, ExportResult, JobContext } from '../jobs.js';
import { modelFolderFor } from '../model/locateModel.js';
import { writeOnnxFile } from '../model/onnxFile.js';
import { resolveModelFolder } from '../model/runPaths.js';
import { roundingCost } from './roundingCost.js';

const writers: Record<
  Exclude<ExportFormat, 'python'>,
  (out: string, model: ModelFolder, options: WriteOptions) => Promise<string[]>
> = {
  'onnx-int8': (out, { config, weights, labelNames }, options) =>
    writeOnnxFile(out, config, weights, labelNames, { ...options, int8: true }),
  onnx: (out, { config, weights, labelNames }, options) => writeOnnxFile(out, config, weights, labelNames, options),
  pth: async (out, { config, weights }, options) => {
    await writeStateDict(out, parametersOf(config, weights), options);
    return [out];
  },
  safetensors: async (out, { config, weights }, options) => {
    await writeSafetensors(out, parametersOf(config, weights), { format: 'pt' }, options);
    return [out];
  },
};

/**
 * Throws a UserError when the model cannot be read, or the file not written; an Interruption when the signal is
 * aborted: then nothing is written.
 */
export async function exportModel(
  { model: path, format, out }: ExportRequest,
  context: JobContext,
): Promise<ExportResult> {
  if (format === 'python') return (await import('./exportPython.js')).exportPython(path, out, context);
  const folder = resolveModelFolder(await modelFolderFor(path, context));
  refuseOwnFile(out, folder);
  await checkWritable(out);
  const model = await readModelFolder(folder);
  for (const one of model.notices) context.emit({ event: 'notice', ...one });
  context.log(`export ${folder} as ${format}`);
  const { signal } = context;
  stopIfAborted(signal);
  try {
    const files = await writers[format](out, model, { signal });
    return format === 'onnx-int8' ? { files, rounding: await roundingCost(path, model, context) } : { files };
  } catch (error) {
    throw signal.aborted && !isUserError(error) ? new Interruption() : error;
  }
}

/** Files of a model that an export may replace: earlier exports of it. */
const exported = /\.(onnx|pth)$/i;

/** The file must be none that the model consists of, whatever the letters of its path. */
function refuseOwnFile(out: string, folder: string): void {
  if (!existsSync(out)) return;
  const own = readdirSync(folder).filter((name) => !exported.test(name));
  if (own.some((name) => isSameFile(out, join(folder, name)))) throw new UserError('data.outputIsInput', { file: out });
}
