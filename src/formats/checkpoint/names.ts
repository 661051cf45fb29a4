// Translates the weight names of Google's first BERT (google-research/bert) into those that transformers uses today.

export interface NamedWeight {
  readonly name: string;
  /** TensorFlow's dense layers store [inputs, outputs], PyTorch's [outputs, inputs]. */
  readonly transposed: boolean;
}

const parts: readonly (readonly [RegExp, string])[] = [
  [/^bert\/embeddings\/(word|position|token_type)_embeddings$/, 'bert.embeddings.$1_embeddings.weight'],
  [/^bert\/embeddings\/LayerNorm\/(gamma|beta)$/, 'bert.embeddings.LayerNorm.$1'],
  [
    /^bert\/encoder\/layer_(\d+)\/attention\/self\/(query|key|value)\/(kernel|bias)$/,
    'bert.encoder.layer.$1.attention.self.$2.$3',
  ],
  [
    /^bert\/encoder\/layer_(\d+)\/attention\/output\/(dense|LayerNorm)\/(kernel|bias|gamma|beta)$/,
    'bert.encoder.layer.$1.attention.output.$2.$3',
  ],
  [/^bert\/encoder\/layer_(\d+)\/intermediate\/dense\/(kernel|bias)$/, 'bert.encoder.layer.$1.intermediate.dense.$2'],
  [
    /^bert\/encoder\/layer_(\d+)\/output\/(dense|LayerNorm)\/(kernel|bias|gamma|beta)$/,
    'bert.encoder.layer.$1.output.$2.$3',
  ],
  [/^bert\/pooler\/dense\/(kernel|bias)$/, 'bert.pooler.dense.$1'],
  // The classification head that run_classifier.py trained.
  [/^output_(weights|bias)$/, 'classifier.$1'],
];

const ends: Readonly<Record<string, string>> = { kernel: 'weight', gamma: 'weight', beta: 'bias', weights: 'weight' };

/**
 * Undefined for what only training needs (`adam_m`, `global_step`). A weight without an entry here, such as the heads
 * of pre-training, keeps its own name.
 */
export function todaysNameOf(stored: string): NamedWeight | undefined {
  if (/(^|\/)(adam_[mv]|global_step|beta[12]_power)(_\d+)?$/.test(stored) || stored === '_CHECKPOINTABLE_OBJECT_GRAPH')
    return undefined;
  const rule = parts.find(([pattern]) => pattern.test(stored));
  if (rule === undefined) return { name: stored.replaceAll('/', '.'), transposed: false };
  const name = stored.replace(...rule).replace(/[^.]+$/, (end) => ends[end] ?? end);
  return { name, transposed: stored.endsWith('/kernel') };
}
