// The service's methods that ask the hub and its cache: models are searched, listed, and downloaded on request.

import { join } from 'node:path';

import { readJsonObject } from '../../formats/json.js';
import { parseModelConfig } from '../../formats/modelConfig.js';
import { allInCache, type FoundModel } from '../../hub/find.js';
import { hubLocation } from '../../hub/location.js';
import { obtainByName } from '../../jobs/model/locateModel.js';
import { weightBytes } from '../../jobs/model/modelInfo.js';
import type { CachedModel } from '../../shared/messages/models.js';
import type { ServiceMethods } from '../../shared/messages/worker.js';
import { modelNameText } from '../../shared/modelName.js';
import type { Handlers } from '../socket/dispatcher.js';
import type { ProcessContext } from '../socket/processContext.js';

type HubMethod = 'obtainModel' | 'cachedModels' | 'searchHub';

export function hubHandlers({ product, log }: ProcessContext): Pick<Handlers<ServiceMethods>, HubMethod> {
  return {
    async obtainModel({ name }, { signal, progress }) {
      const { name: model, notices } = await obtainByName(name, { signal, log, version: product, download: progress });
      return { model, notices: notices.map(({ code, values }) => ({ code, values: { ...values } })) };
    },
    async cachedModels() {
      const models = await Promise.all(allInCache(hubLocation()).map(describe));
      return { models: models.filter((model) => model !== null) };
    },
    async searchHub({ words }, { signal }) {
      const { searchHub } = await import('../../hub/search.js');
      const models = await searchHub(words, {
        location: hubLocation(),
        signal,
        log,
        userAgent: `finetune-bert/${product}`,
      });
      return { models: models.map(({ id, downloads, languages }) => ({ id, downloads, languages: [...languages] })) };
    },
  };
}

/** Null for a model that is no BERT: other programs use the cache too. */
async function describe({ folder, name }: FoundModel): Promise<CachedModel | null> {
  try {
    const file = join(folder, 'config.json');
    parseModelConfig(readJsonObject(file), file);
    return { id: name.id, model: modelNameText(name), bytes: await weightBytes(folder) };
  } catch {
    return null;
  }
}
