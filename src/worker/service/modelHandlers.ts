// The service's methods that describe models and compute with them.

import type { Input } from '../../jobs/jobs.js';
import type { ModelInfo } from '../../shared/messages/models.js';
import type { ServiceMethods } from '../../shared/messages/worker.js';
import { firstBundledModel } from '../../shared/models/bundledModels.js';
import type { Notice } from '../../shared/notices.js';
import type { Handlers } from '../socket/dispatcher.js';
import type { ChosenModels } from './chosenModels.js';
import type { DataFiles } from './dataFiles.js';
import type { EstimateMemory } from './estimate.js';
import type { Measurements } from './measurements.js';
import type { Models } from './models.js';
import type { Tokenizers } from './tokenizers.js';

type ModelMethod = 'modelInfo' | 'devices' | 'estimate' | 'predict';

export interface ModelParts {
  readonly files: DataFiles;
  readonly tokenizers: Tokenizers;
  readonly chosen: ChosenModels;
  readonly measurements: Measurements;
  readonly models: Models;
}

export function modelHandlers({
  files,
  tokenizers,
  chosen,
  measurements,
  models,
}: ModelParts): Pick<Handlers<ServiceMethods>, ModelMethod> {
  let memory: EstimateMemory | null = null;
  return {
    async modelInfo({ model, labels, data: id }, { client }) {
      const data = id === undefined || id === null ? null : files.get(client, id);
      const { modelInfo } = await import('../../jobs/model/modelInfo.js');
      const none = { model, shape: null, vocabulary: null };
      const { model: name } = await chosen.decide(none, data);
      const info = await modelInfo(name ?? firstBundledModel, labels, tokenizers.bundledModels);
      return { ...info, notices: data === null ? [] : (await chosen.notices(model, data)).map(plain) };
    },
    devices: ({ again }) => measurements.measure(again),
    async estimate({ data: id, settings, freezes }, { client }) {
      const [{ estimate }, { PlannedGraphs }, { ValidationRows }] = await Promise.all([
        import('./estimate.js'),
        import('../../engine/footprint.js'),
        import('./validationRows.js'),
      ]);
      const data = id === null ? null : files.get(client, id);
      const known = {
        inspection: data?.inspection ?? null,
        lengths: data === null ? null : measurements.lengthsOf(data),
      };
      const decided = data === null ? settings : { ...settings, ...(await chosen.modelOf(settings, data)) };
      return estimate(
        { settings: decided, freezes, devices: measurements.devices, ...known },
        tokenizers,
        (memory ??= { graphs: new PlannedGraphs(), validationRows: new ValidationRows() }),
      );
    },
    async predict({ model, texts }, { signal }) {
      const begun = performance.now();
      const inputs = texts.map(([text, pair]): Input => (pair === null ? [text] : [text, pair]));
      const predictions = await models.predict(model, inputs, signal);
      return { predictions, milliseconds: performance.now() - begun };
    },
  };
}

/** As messages hold it. */
function plain({ code, values }: Notice): ModelInfo['notices'][number] {
  return { code, values: { ...values } };
}
