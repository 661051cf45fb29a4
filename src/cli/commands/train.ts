// The commands `finetune-bert train` and `finetune-bert resume`.

import type { JobContext, OtherResources, TrainOutcome } from '../../jobs/jobs.js';
import { resolveConfigPaths } from '../../jobs/train/configPaths.js';
import { settingsOfRun } from '../../jobs/train/settingsOfRun.js';
import { exitStatus } from '../../shared/errors.js';
import { settingNames } from '../../shared/settings.js';
import type { LocalCommand } from '../command.js';
import { readConfig } from '../configFile.js';
import { listenForInterrupt } from '../interrupt.js';
import { onDevice } from '../onDevice.js';
import type { Session } from '../session.js';
import { addSettingFlags, dataArgument, givenSettings } from '../settingFlags.js';
import { text } from '../texts.js';

export function addTrain(program: LocalCommand, session: Session): void {
  const { locale } = program;
  const command = program.createCommand('train').description(text(locale, 'train'));
  program.addCommand(command);
  command
    .argument('<DATA>', dataArgument(locale))
    .option('--out <folder>', text(locale, 'outFolderFlag'))
    .option('--config <run.json>', text(locale, 'configFlag'))
    .option('--yes', text(locale, 'yesFlag'))
    .option('--json', text(locale, 'jsonFlag'))
    .action(async (data: string, options: { readonly out?: string; readonly config?: string; readonly yes?: true }) => {
      session.agrees = options.yes === true;
      const config = options.config === undefined ? {} : resolveConfigPaths(readConfig(options.config), options.config);
      const { withFastestDevice } = await import('../../jobs/devices/deviceCache.js');
      const settings = withFastestDevice({ ...config, ...givenSettings({ ...options }) });
      await onDevice(
        session,
        settings,
        async () => {
          const { train } = await import('../../jobs/train/train.js');
          await runToEnd(session, (context) => train({ data, settings, out: options.out }, context));
        },
        'nothing',
      );
    });
  addSettingFlags(command, settingNames);
}

export function addResume(program: LocalCommand, session: Session): void {
  const { locale } = program;
  const command = program.createCommand('resume').description(text(locale, 'resume'));
  program.addCommand(command);
  command
    .argument('<FOLDER>', text(locale, 'runArgument'))
    .option('--batch <integer>', text(locale, 'resumeBatchFlag'))
    .option('--accumulate <integer>', text(locale, 'resumeAccumulateFlag'))
    .option('--threads <integer>', text(locale, 'resumeThreadsFlag'))
    .option('--yes', text(locale, 'yesFlag'))
    .option('--json', text(locale, 'jsonFlag'))
    .action(async (folder: string, { yes, ...other }: OtherResources & { readonly yes?: true }) => {
      session.agrees = yes === true;
      await onDevice(
        session,
        { ...settingsOfRun(folder), ...givenSettings({ ...other }, ['threads']) },
        async () => {
          const { resume } = await import('../../jobs/train/train.js');
          await runToEnd(session, (context) => resume(folder, context, other));
        },
        'nothing',
      );
    });
}

async function runToEnd(session: Session, job: (context: JobContext) => Promise<TrainOutcome>): Promise<void> {
  const interrupt = listenForInterrupt(session.output.locale, () =>
    session.output.warn(text(session.output.locale, 'stopping')),
  );
  try {
    const outcome = await job(session.jobContext(interrupt.signal));
    if (outcome.event === 'interrupted') session.status = exitStatus.interrupted;
  } finally {
    interrupt.dispose();
  }
}
