// Proposes changes to a run that does not fit: fewer rows at a time with as many per update, more frozen layers,
// shorter texts, activation checkpointing; then these together.

import { setImmediate as nextTurn } from 'node:timers/promises';

import { type BertConfig, storedLayers } from '../../base/model.js';
import type { PlannedGraphs } from '../../engine/footprint.js';
import { frozenWeights } from '../../engine/model/freezing.js';
import type { Memory, Proposal } from '../../shared/memory.js';
import { settings as definitions } from '../../shared/settings.js';
import { type MemoryLoad, memoryOf } from './memoryEstimate.js';

type Change = Proposal['settings'];

const lengthMultiple = 8;
/** Shorter texts alone keep at least a quarter of their length; in combination, at least this many tokens. */
const shortest = 16;

/**
 * Null where no change would fit. Other requests run between two graphs.
 * @param may the settings that may be changed: for a run that has begun only the rows at a time
 */
export async function propose(
  config: BertConfig,
  load: MemoryLoad,
  graphs: PlannedGraphs,
  may: 'all' | 'batch' = 'all',
): Promise<Proposal | null> {
  const { settings, batch, accumulate, freeze, length } = load;
  const memoryWith = ({ maxLength = length, ...change }: Change): Memory =>
    memoryOf(
      config,
      {
        ...load,
        settings: {
          ...settings,
          checkpointActivations: change.checkpointActivations ?? settings.checkpointActivations,
        },
        batch: change.batch ?? batch,
        accumulate: change.accumulate ?? accumulate,
        freeze: change.freeze ?? freeze,
        length: Math.min(length, maxLength),
      },
      graphs,
    );
  const batches = smallerBatches(load);
  const freezes = may === 'batch' ? [] : furtherFreezes(config, freeze);
  const lengthsDownTo = (least: number) => (may === 'batch' ? [] : shorterLengths(length, least));
  const lengths = lengthsDownTo(Math.max(shortest, length / 4));
  const smallest = batches.at(-1) ?? {};
  const again: Change[] = may === 'batch' || settings.checkpointActivations ? [] : [{ checkpointActivations: true }];
  const most = { ...smallest, ...freezes.at(-1) };
  for (const ladder of [
    batches,
    freezes,
    lengths,
    again,
    joined(again[0] ?? {}, batches),
    joined(smallest, freezes),
    joined(smallest, lengths),
    joined(most, lengthsDownTo(shortest)),
  ]) {
    const found = await firstThatFits(ladder, memoryWith);
    if (found !== null) return found;
  }
  return null;
}

/** The first change that fits, among changes that take less and less memory. */
async function firstThatFits(
  ladder: readonly Change[],
  memoryWith: (change: Change) => Memory,
): Promise<Proposal | null> {
  let best: Proposal | null = null;
  // A binary search that begins with the last one: mostly it shows that none will do.
  let from = 0;
  let to = ladder.length - 1;
  let at = to;
  while (from <= to) {
    await nextTurn();
    const settings = ladder[at]!;
    const { fits, total } = memoryWith(settings);
    if (fits) {
      best = { settings, bytes: total };
      to = at - 1;
    } else from = at + 1;
    at = (from + to) >> 1;
  }
  return best;
}

function joined(change: Change, ladder: readonly Change[]): Change[] {
  return ladder.map((step) => ({ ...change, ...step }));
}

/** Whole parts of the batch, so that an update has as many rows as before. */
function smallerBatches({ batch, accumulate }: MemoryLoad): Change[] {
  return Array.from({ length: batch - 1 }, (_, index) => batch - 1 - index)
    .filter((rows) => batch % rows === 0 && (batch / rows) * accumulate <= definitions.accumulate.maximum)
    .map((rows) => ({ batch: rows, accumulate: (batch / rows) * accumulate }));
}

/** From the embeddings upwards, as far as that freezes more than is frozen already. */
function furtherFreezes(config: BertConfig, freeze: string): Change[] {
  const layers = storedLayers(config);
  const upTo = (layer: number) =>
    layer === 0 ? 'embeddings' : layer === 1 ? 'embeddings,encoder.0' : `embeddings,encoder.0-${layer - 1}`;
  const frozen = frozenWeights(freeze, config);
  return [...Array.from({ length: layers }, (_, layer) => upTo(layer)), 'bert']
    .filter((each) => {
      const more = frozenWeights(each, config);
      return more.size > frozen.size && [...frozen].every((name) => more.has(name));
    })
    .map((each) => ({ freeze: each }));
}

function shorterLengths(length: number, shortest: number): Change[] {
  const steps = Math.max(0, Math.ceil(length / lengthMultiple) - Math.ceil(shortest / lengthMultiple));
  return Array.from({ length: steps }, (_, index) => ({
    maxLength: (Math.ceil(length / lengthMultiple) - 1 - index) * lengthMultiple,
  }));
}
