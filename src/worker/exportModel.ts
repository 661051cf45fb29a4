// The job `export`: a model in the format of another tool.

import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { readModelFolder, type ModelFolder } from '../formats/modelFolder.js';
import { parametersOf } from '../formats/modelFolderWriter.js';
import { writeSafetensors } from '../formats/safetensors.js';
import { writeStateDict } from '../formats/stateDict.js';
import { UserError } from '../shared/errors.js';
import type { ExportFormat, ExportRequest, ExportResult, JobContext } from './jobs.js';
import { modelFolderFor } from './locateModel.js';
import { writeOnnxFile } from './onnxFile.js';
import { resolveModelFolder } from './runPaths.js';

const writers: Record<Exclude<ExportFormat, 'python'>, (out: string, model: ModelFolder) => Promise<string[]>> = {
  onnx: (out, { config, weights, labelNames }) => writeOnnxFile(out, config, weights, labelNames),
  pth: async (out, { config, weights }) => {
    await writeStateDict(out, parametersOf(config, weights));
    return [out];
  },
  safetensors: async (out, { config, weights }) => {
    await writeSafetensors(out, parametersOf(config, weights), { format: 'pt' });
    return [out];
  },
};

/** Throws a UserError when the model cannot be read, or the file not written. */
export async function exportModel({ model: path, format, out }: ExportRequest, context: JobContext): Promise<ExportResult> {
  if (format === 'python') return (await import('./exportPython.js')).exportPython(path, out, context);
  const folder = resolveModelFolder(await modelFolderFor(path, context));
  const own = join(folder, 'model.safetensors');
  // Written over while it is the model that is being exported, it would be lost if anything went wrong.
  if (existsSync(out) && existsSync(own) && realpathSync(out) === realpathSync(own)) throw new UserError('data.outputIsInput', { file: out });
  const model = await readModelFolder(folder);
  context.log(`export ${folder} as ${format}`);
  return { files: await writers[format](out, model) };
}
