// Installs TensorFlow on the machine where the extension runs: asks first, shows the progress, and then measures the
// new devices.

import { workspace } from 'vscode';

import type { TensorflowRelease } from '../../shared/messages/models.js';
import { cancellable } from '../cancellable.js';
import { inform, isConfirmed, warn } from '../doors/messages.js';
import type { Host } from '../host.js';
import { say } from '../locale.js';

export async function installTensorflow(host: Host): Promise<void> {
  if (!workspace.isTrusted) {
    void warn(say('untrustedInstall'));
    return;
  }
  const { service, panels } = host;
  const release = await service.request('tensorflowRelease', {});
  if (!release.isInstalled && !(await isAgreed(release))) return;
  const { version } = release;
  const installed = await cancellable(
    say('installing', { version }),
    (signal, progress) => {
      // Downloading is the first half of the bar, unpacking the second.
      let share = 0;
      return service.request(
        'installTensorflow',
        {},
        {
          signal,
          timeout: Infinity,
          onProgress: ({ phase, bytes, total }) => {
            const now = (phase === 'download' ? 0 : 50) + (50 * bytes) / Math.max(total, 1);
            const values = { bytes: Math.round(bytes / 1e6), total: Math.ceil(total / 1e6) };
            progress.report({
              increment: Math.max(0, now - share),
              message: say(phase === 'download' ? 'installDownloading' : 'installUnpacking', values),
            });
            share = Math.max(now, share);
          },
        },
      );
    },
    'installCancelled',
  );
  if (installed === null) return;
  panels.measureDevices();
  void inform(say('isInstalled', { version }));
}

async function isAgreed({ version, build, downloadBytes, diskBytes }: TensorflowRelease): Promise<boolean> {
  const sizes = { version, download: Math.ceil(downloadBytes / 1e6), disk: Math.ceil(diskBytes / 1e6) };
  const detail = say(build === 'cuda' ? 'installDetailCuda' : 'installDetail', sizes);
  return isConfirmed('question', say('installQuestion', { version }), detail, say('install'));
}
