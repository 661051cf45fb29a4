// The service's methods that install TensorFlow on this machine, once the user has agreed to its size.

import type { ServiceMethods } from '../../shared/messages/worker.js';
import { downloadBytes, isInstalled, usualRelease } from '../../tensorflow/install/pins.js';
import { defaultLocations } from '../../tensorflow/locations.js';
import type { Handlers } from '../socket/dispatcher.js';
import type { ProcessContext } from '../socket/processContext.js';

/** Milliseconds between two progress updates. */
const interval = 250;

export function tensorflowHandlers({
  log,
}: ProcessContext): Pick<Handlers<ServiceMethods>, 'tensorflowRelease' | 'installTensorflow'> {
  const locations = defaultLocations();
  return {
    async tensorflowRelease() {
      const release = usualRelease(locations);
      const { version, build, diskBytes } = release;
      return {
        version,
        build,
        diskBytes,
        downloadBytes: downloadBytes(release),
        isInstalled: isInstalled(release, locations),
      };
    },
    async installTensorflow(_params, { signal, progress }) {
      const { installTensorflow } = await import('../../tensorflow/install/install.js');
      let toldAt = Number.NEGATIVE_INFINITY;
      const { folder } = await installTensorflow({
        locations,
        signal,
        log,
        release: usualRelease(locations),
        onProgress: (so) => {
          if (performance.now() - toldAt < interval) return;
          toldAt = performance.now();
          progress(so);
        },
      });
      return { folder };
    },
  };
}
