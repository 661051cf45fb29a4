// What every layer knows of a model: its configuration, the names and shapes of its weights.

export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Weights by the name that transformers gives them, `bert.` prefix included. */
export type Weights = ReadonlyMap<string, FloatTensor>;

export const activations = ['gelu', 'gelu_tanh', 'relu'] as const;
/** `gelu` is the exact one (erf); `gelu_tanh` is transformers' `gelu_new` and `gelu_pytorch_tanh`. */
export type Activation = (typeof activations)[number];

export type Task = 'single-label' | 'multi-label' | 'regression';

/** The fields of transformers' BertConfig that change a number, in our spelling. */
export interface BertConfig {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly maxPositions: number;
  readonly typeVocabularySize: number;
  readonly activation: Activation;
  readonly layerNormEpsilon: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  /** Dropout before the classifier; transformers falls back to `hiddenDropout`. */
  readonly classifierDropout: number;
  readonly initializerRange: number;
  readonly padTokenId: number;
  /** Outputs of the head: classes, or 1 for a regression. */
  readonly labels: number;
  readonly task: Task;
}

/** Names and shapes of BertForSequenceClassification's weights, in PyTorch's order of `named_parameters()`. */
export function parameterShapes(config: BertConfig): Map<string, readonly number[]> {
  const { hiddenSize: hidden, intermediateSize: intermediate } = config;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, outputs: number, inputs: number) =>
    shapes.set(`${name}.weight`, [outputs, inputs]).set(`${name}.bias`, [outputs]);
  const norm = (name: string) => shapes.set(`${name}.weight`, [hidden]).set(`${name}.bias`, [hidden]);
  shapes.set('bert.embeddings.word_embeddings.weight', [config.vocabularySize, hidden]);
  shapes.set('bert.embeddings.position_embeddings.weight', [config.maxPositions, hidden]);
  shapes.set('bert.embeddings.token_type_embeddings.weight', [config.typeVocabularySize, hidden]);
  norm('bert.embeddings.LayerNorm');
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `bert.encoder.layer.${layer}`;
    for (const part of ['query', 'key', 'value']) linear(`${prefix}.attention.self.${part}`, hidden, hidden);
    linear(`${prefix}.attention.output.dense`, hidden, hidden);
    norm(`${prefix}.attention.output.LayerNorm`);
    linear(`${prefix}.intermediate.dense`, intermediate, hidden);
    linear(`${prefix}.output.dense`, hidden, intermediate);
    norm(`${prefix}.output.LayerNorm`);
  }
  linear('bert.pooler.dense', hidden, hidden);
  linear('classifier', config.labels, hidden);
  return shapes;
}
