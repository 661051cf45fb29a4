// Installs TensorFlow from the command line: reports its size, asks, and shows the progress.

import type { Locale } from '../shared/catalogue.js';
import { exitStatus, UserError } from '../shared/errors.js';
import { megabytes } from '../tensorflow/install/diskUse.js';
import type { InstallProgress } from '../tensorflow/install/install.js';
import { downloadBytes, isInstalled, releaseFor, usualRelease } from '../tensorflow/install/pins.js';
import { type Release } from '../tensorflow/install/release.js';
import { defaultLocations } from '../tensorflow/locations.js';
import { listenForInterrupt } from './interrupt.js';
import { ask, canAsk } from './question.js';
import type { Session } from './session.js';
import { text } from './texts.js';

export interface InstallWish {
  /** Install the build for CUDA, even if no driver is found. */
  readonly cuda?: boolean;
  /** Whether the user has agreed beforehand. */
  readonly yes?: boolean;
}

export type InstallOutcome = 'installed' | 'declined' | 'interrupted';

/**
 * Installs TensorFlow after reporting how large it is and asking. Throws `tensorflow.notAsked` where there is nobody to
 * ask, and what `installTensorflow` throws.
 */
export async function install(session: Session, { cuda = false, yes = false }: InstallWish): Promise<InstallOutcome> {
  const { output } = session;
  const { locale } = output;
  const locations = defaultLocations();
  const release = cuda ? releaseFor('cuda') : usualRelease(locations);
  if (!isInstalled(release, locations) && !(await isAgreed(release, yes, locale))) return 'declined';
  const interrupt = listenForInterrupt(locale, () => output.warn(text(locale, 'tensorflowStopping')));
  const { signal } = interrupt;
  const onProgress = (progress: InstallProgress) => {
    output.emit({ event: 'tensorflowProgress', ...progress });
    output.progress(() => progressLine(progress, locale));
  };
  try {
    const { installTensorflow } = await import('../tensorflow/install/install.js');
    const installed = await installTensorflow({
      release,
      locations,
      signal,
      onProgress,
      log: (line) => session.log.line(line),
    });
    output.emit({ event: 'tensorflowInstalled', ...installed });
    output.print(
      text(locale, installed.isNew ? 'tensorflowInstalled' : 'tensorflowIsThere', {
        version: installed.version,
        folder: installed.folder,
      }),
    );
    return 'installed';
  } catch (error) {
    if (!signal.aborted) throw error;
    session.status = exitStatus.interrupted;
    return 'interrupted';
  } finally {
    interrupt.dispose();
  }
}

async function isAgreed(release: Release, yes: boolean, locale: Locale): Promise<boolean> {
  if (yes) return true;
  const sizes = { download: megabytes(downloadBytes(release)), disk: megabytes(release.diskBytes) };
  if (!canAsk()) throw new UserError('tensorflow.notAsked', sizes);
  return ask(
    text(locale, release.build === 'cuda' ? 'tensorflowQuestionCuda' : 'tensorflowQuestion', {
      version: release.version,
      ...sizes,
    }),
  );
}

function progressLine({ phase, wheel, bytes, total }: InstallProgress, locale: Locale): string {
  return text(locale, phase === 'download' ? 'tensorflowDownloading' : 'tensorflowUnpacking', {
    wheel,
    megabytes: megabytes(bytes),
    total: megabytes(total),
  });
}
