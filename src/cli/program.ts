// Assembles the commands of `finetune-bert`.

import { productVersion } from '../jobs/productFiles.js';
import { LocalCommand } from './command.js';
import { addDevices } from './commands/devices.js';
import { addEvaluate } from './commands/evaluate.js';
import { addExport } from './commands/exportModel.js';
import { addInspect } from './commands/inspect.js';
import { addPredict } from './commands/predict.js';
import { addTensorflow } from './commands/tensorflow.js';
import { addResume, addTrain } from './commands/train.js';
import { addVerify } from './commands/verify.js';
import type { Session } from './session.js';
import { text } from './texts.js';

export function createProgram(session: Session): LocalCommand {
  const { locale } = session.output;
  const program = new LocalCommand(locale, 'finetune-bert');
  program.description(text(locale, 'program')).version(productVersion(), '--version', text(locale, 'versionFlag'));
  for (const add of [
    addTrain,
    addResume,
    addPredict,
    addEvaluate,
    addInspect,
    addExport,
    addVerify,
    addDevices,
    addTensorflow,
  ])
    add(program, session);
  return program;
}
