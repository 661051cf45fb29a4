// The service's methods that look at data files.

import { parseSettings } from '../../runs/settings.js';
import type { ServiceMethods } from '../../shared/messages/worker.js';
import { stopIfAborted } from '../interruption.js';
import type { Handlers } from '../server/dispatcher.js';
import type { DataFiles } from './dataFiles.js';
import { countTokens, measureTokens } from './tokenLengths.js';
import type { Tokenizers } from './tokenizers.js';
import type { Measurements } from './measurements.js';

type DataMethod = 'inspect' | 'rows' | 'tokenLengths' | 'closeData';

export function dataHandlers(files: DataFiles, tokenizers: Tokenizers, measurements: Measurements): Pick<Handlers<ServiceMethods>, DataMethod> {
  return {
    async inspect({ file, settings }, { client, signal, progress }) {
      const data = files.open(client, file, settings);
      try {
        const inspection = await data.look(AbortSignal.any([signal, data.closing.signal]), progress);
        return { data: data.id, inspection: inspection };
      } catch (error) {
        // Nobody will ask for the rows of a file whose inspection was cancelled, or of which no row is known.
        if (signal.aborted || data.rows === 0) files.close(client, data.id);
        throw error;
      }
    },
    async rows({ data: id, from, count, tokens }, { client }) {
      const data = files.get(client, id);
      if (!tokens) return data.show(from, count, null);
      const { tokenizer } = await tokenizers.open(data.settings);
      return data.show(from, count, (text) => countTokens(tokenizer, text));
    },
    async tokenLengths({ data: id, settings }, { client, signal, progress }) {
      const data = files.get(client, id);
      const { tokenizer } = await tokenizers.open(parseSettings(settings));
      await data.looked;
      const stop = AbortSignal.any([signal, data.closing.signal]);
      stopIfAborted(stop);
      const lengths = await measureTokens(data, tokenizer, stop, progress);
      measurements.keepLengths(data, lengths);
      return lengths;
    },
    async closeData({ data }, { client }) {
      files.close(client, data);
      return {};
    },
  };
}
