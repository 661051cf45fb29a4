// The commands `finetune-bert tensorflow install`, `status` and `remove`.

import type { Locale } from '../../shared/catalogue.js';
import { describeError, exitStatus } from '../../shared/errors.js';
import { describeNotice } from '../../shared/notices.js';
import { cudaNotice } from '../../tensorflow/cuda.js';
import { megabytes } from '../../tensorflow/install/diskUse.js';
import { removeTensorflow } from '../../tensorflow/install/remove.js';
import { loadTensorflow } from '../../tensorflow/load.js';
import { defaultLocations } from '../../tensorflow/locations.js';
import { type TensorflowStatus, tensorflowStatus } from '../../tensorflow/status.js';
import type { LocalCommand } from '../command.js';
import { install } from '../installTensorflow.js';
import { withTensorflow } from '../secondProcess.js';
import type { Session } from '../session.js';
import { text } from '../texts.js';

export function addTensorflow(program: LocalCommand, session: Session): void {
  const { locale } = program;
  const group = program.createCommand('tensorflow').description(text(locale, 'tensorflow'));
  program.addCommand(group);
  const add = (name: 'install' | 'status' | 'remove', description: string) => {
    const command = group.createCommand(name).description(description).option('--json', text(locale, 'jsonFlag'));
    group.addCommand(command);
    return command;
  };
  add('install', text(locale, 'tensorflowInstall'))
    .option('--cuda', text(locale, 'cudaFlag'))
    .option('--yes', text(locale, 'yesFlag'))
    .action(async (options: { readonly cuda?: true; readonly yes?: true }) => {
      if ((await install(session, options)) === 'declined') session.output.print(text(locale, 'tensorflowDeclined'));
    });
  add('status', text(locale, 'tensorflowStatus')).action(() => status(session));
  add('remove', text(locale, 'tensorflowRemove')).action(() => {
    const bytes = removeTensorflow(defaultLocations());
    session.output.emit({ event: 'tensorflowRemoved', bytes });
    session.output.print(
      text(locale, bytes === 0 ? 'tensorflowNothingToRemove' : 'tensorflowRemoved', { megabytes: megabytes(bytes) }),
    );
  });
}

async function status(session: Session): Promise<void> {
  const found = tensorflowStatus(defaultLocations());
  if (found.problem === null) return withTensorflow(session, {}, () => tryIt(session, found), 'nothing');
  session.output.emit({ event: 'tensorflow', works: false, ...found });
  session.output.print(
    ...statusLines(found, session.output.locale),
    describeError(found.problem, session.output.locale),
  );
  session.status = exitStatus.machine;
}

/** Only loading the library shows whether it works, and on which device. */
async function tryIt({ output }: Session, found: TensorflowStatus): Promise<void> {
  const { version, usesGpu } = await loadTensorflow();
  output.emit({ event: 'tensorflow', works: true, ...found, loaded: { version, gpu: usesGpu } });
  output.print(
    ...statusLines(found, output.locale),
    text(output.locale, usesGpu ? 'tensorflowWorksGpu' : 'tensorflowWorksCpu', { version }),
  );
}

const sources = {
  variable: 'tensorflowFromVariable',
  installed: 'tensorflowFromInstall',
  python: 'tensorflowFromPython',
  npm: 'tensorflowFromNpm',
} as const;
const bindingSources = {
  shipped: 'tensorflowBindingShipped',
  compiled: 'tensorflowBindingCompiled',
  npm: 'tensorflowBindingNpm',
} as const;

function statusLines({ library, binding, bytes, cuda }: TensorflowStatus, locale: Locale): string[] {
  const hint = library === null ? null : cudaNotice(library, cuda);
  return [
    ...(library === null
      ? []
      : [text(locale, 'tensorflowLibrary', { folder: library.folder, source: text(locale, sources[library.source]) })]),
    ...(binding === null
      ? []
      : [
          text(locale, 'tensorflowBinding', {
            file: binding.file,
            source: text(locale, bindingSources[binding.source]),
          }),
        ]),
    text(locale, 'tensorflowDisk', { megabytes: megabytes(bytes) }),
    ...(hint === null ? [] : [describeNotice(hint, locale)]),
  ];
}
