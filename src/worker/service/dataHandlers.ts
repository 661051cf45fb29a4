// The service's methods that inspect data files.

import { stopIfAborted } from '../../jobs/interruption.js';
import { withOwnValidation } from '../../jobs/rows/ownValidation.js';
import { parseSettings } from '../../runs/parseSettings.js';
import { isUserError } from '../../shared/errors.js';
import type { ServiceMethods } from '../../shared/messages/worker.js';
import type { Settings } from '../../shared/settings.js';
import type { Tokenizer } from '../../text/tokenizer.js';
import type { Handlers } from '../socket/dispatcher.js';
import type { ChosenModels } from './chosenModels.js';
import type { DataFiles } from './dataFiles.js';
import type { Measurements } from './measurements.js';
import type { Tokenizers } from './tokenizers.js';
import { countTokens, measureTokens } from './tokenLengths.js';

type DataMethod = 'inspect' | 'rows' | 'tokenLengths' | 'closeData';

export interface DataParts {
  readonly files: DataFiles;
  readonly tokenizers: Tokenizers;
  readonly chosen: ChosenModels;
  readonly measurements: Measurements;
}

export function dataHandlers({
  files,
  tokenizers,
  chosen,
  measurements,
}: DataParts): Pick<Handlers<ServiceMethods>, DataMethod> {
  return {
    async inspect({ file, settings }, { client, signal, progress }) {
      const data = files.open(client, file, await withOwnValidation(file, settings));
      try {
        const inspection = await data.look(AbortSignal.any([signal, data.closing.signal]), progress);
        return { data: data.id, inspection: inspection };
      } catch (error) {
        // Nobody will request the rows of a file whose inspection was cancelled, or of which no row is known.
        if (signal.aborted || data.rows === 0) files.close(client, data.id);
        throw error;
      }
    },
    async rows({ data: id, from, count, tokens }, { client }) {
      const data = files.get(client, id);
      const tokenizer = tokens ? await tokenizerHere(tokenizers, await chosen.decide(data.settings, data)) : null;
      return data.show(from, count, tokenizer === null ? null : (texts) => countTokens(tokenizer, texts));
    },
    async tokenLengths({ data: id, settings }, { client, signal, progress }) {
      const data = files.get(client, id);
      const { tokenizer } = await tokenizers.open(await chosen.decide(parseSettings(settings), data));
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

/** Null where the model of the settings is still to be downloaded: the rows can be shown without it. */
async function tokenizerHere(tokenizers: Tokenizers, settings: Settings): Promise<Tokenizer | null> {
  try {
    return (await tokenizers.open(settings)).tokenizer;
  } catch (error) {
    if (isUserError(error) && error.code === 'hub.notDownloaded') return null;
    throw error;
  }
}
