// The known architectures: what transformers calls their weights and the fields of their config.json, and where they
// differ from BERT. A new one is a name and a row; the compiler lists what the row needs.

import { type ArchitectureName, architectureNames } from '../shared/architectureNames.js';

export type HeadActivation = 'tanh' | 'relu' | 'gelu';

/** The key under which a config.json keeps a number, and its default where the file has none. */
export interface ConfigField {
  readonly key: string;
  readonly default: number;
}

/** Fields that every config.json of an architecture may have, by the names of BertConfig. */
export interface ConfigFields {
  readonly vocabularySize: ConfigField;
  readonly hiddenSize: ConfigField;
  readonly layers: ConfigField;
  readonly heads: ConfigField;
  readonly intermediateSize: ConfigField;
  readonly maxPositions: ConfigField;
  readonly hiddenDropout: ConfigField;
  readonly attentionDropout: ConfigField;
  /** The default is null, which means the same as `hiddenDropout`. */
  readonly classifierDropout: { readonly key: string; readonly default: number | null };
  readonly initializerRange: ConfigField;
  readonly padTokenId: ConfigField;
  readonly activation: { readonly key: string; readonly default: string };
  /** Null means 1e-12, whatever the file contains. */
  readonly layerNormEpsilon: ConfigField | null;
  /** Null where the architecture has no token types. */
  readonly typeVocabularySize: ConfigField | null;
  /** Null where the embeddings are as wide as the hidden states. */
  readonly embeddingSize: ConfigField | null;
  /** The number of groups of layers that share weights. Null where every layer has its own. */
  readonly layerGroups: ConfigField | null;
  /** The number of layers in such a group, each with weights of its own. Null together with `layerGroups`. */
  readonly layersOfGroup: ConfigField | null;
}

/** Names of the parts of an encoder layer, below the layer's own and without `.weight` and `.bias`. */
export interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly intermediate: string;
  readonly output: string;
  readonly outputNorm: string;
}

export interface Architecture {
  /** The name as people write it. */
  readonly title: string;
  /** The class of transformers with a classification head for whole texts. */
  readonly className: string;
  /** The class of transformers for a vocab.txt of this architecture. */
  readonly wordPieceClass: string;
  /**
   * SentencePiece's own file, as transformers calls it, and the family whose rules turn it into tokens; null where a
   * tokenizer is never stored that way.
   */
  readonly sentencePiece: {
    readonly file: 'sentencepiece.bpe.model' | 'spiece.model';
    readonly family: 'xlm-roberta' | 'albert';
  } | null;
  /** The prefix of all weights but the head's; a base model that was saved alone lacks it. */
  readonly prefix: string;
  readonly fields: ConfigFields;
  /** The following names are given without the prefix, and without `.weight` and `.bias`. */
  readonly names: {
    /** Null where the architecture has no token types. */
    readonly tokenTypes: string | null;
    /** The projection from the embeddings' width to that of the hidden states. */
    readonly projection: string | null;
    /** The name of the encoder's module. */
    readonly encoder: string;
    /** The name of a layer, by the number of its group and its number in the group. */
    readonly layer: (group: number, inGroup: number) => string;
    readonly parts: LayerNames;
    /** Null where the head reads the first token's hidden state itself. */
    readonly pooler: string | null;
  };
  /** With `different`, the projection exists only where the two widths differ. */
  readonly projects: 'always' | 'different' | 'never';
  /** With `several`, a table of one row is added as it is, and no token types are fed. */
  readonly feedsTokenTypes: 'always' | 'several' | 'never';
  /** Whether the first token takes the position after the padding token's id instead of position 0. */
  readonly positionsAfterPadding: boolean;
  /** Where dropout is applied, besides the embeddings and the attention weights. */
  readonly dropout: { readonly attentionOutput: boolean; readonly layerOutput: boolean };
  readonly head: HeadDescription;
}

/** The layers that compute the logits; dropout always precedes the last of them. */
export interface HeadDescription {
  /** A dense layer before the last one. Full names, without `.weight` and `.bias`. */
  readonly dense: {
    readonly name: string;
    readonly activation: HeadActivation;
    readonly dropoutBefore: boolean;
  } | null;
  readonly output: string;
}

const bertFields: ConfigFields = {
  vocabularySize: { key: 'vocab_size', default: 30522 },
  hiddenSize: { key: 'hidden_size', default: 768 },
  layers: { key: 'num_hidden_layers', default: 12 },
  heads: { key: 'num_attention_heads', default: 12 },
  intermediateSize: { key: 'intermediate_size', default: 3072 },
  maxPositions: { key: 'max_position_embeddings', default: 512 },
  hiddenDropout: { key: 'hidden_dropout_prob', default: 0.1 },
  attentionDropout: { key: 'attention_probs_dropout_prob', default: 0.1 },
  classifierDropout: { key: 'classifier_dropout', default: null },
  initializerRange: { key: 'initializer_range', default: 0.02 },
  padTokenId: { key: 'pad_token_id', default: 0 },
  activation: { key: 'hidden_act', default: 'gelu' },
  layerNormEpsilon: { key: 'layer_norm_eps', default: 1e-12 },
  typeVocabularySize: { key: 'type_vocab_size', default: 2 },
  embeddingSize: null,
  layerGroups: null,
  layersOfGroup: null,
};

const bertParts: LayerNames = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attentionOutput: 'attention.output.dense',
  attentionNorm: 'attention.output.LayerNorm',
  intermediate: 'intermediate.dense',
  output: 'output.dense',
  outputNorm: 'output.LayerNorm',
};

const bert: Architecture = {
  title: 'BERT',
  className: 'BertForSequenceClassification',
  wordPieceClass: 'BertTokenizer',
  sentencePiece: null,
  prefix: 'bert.',
  fields: bertFields,
  names: {
    tokenTypes: 'embeddings.token_type_embeddings',
    projection: null,
    encoder: 'encoder',
    layer: (group) => `encoder.layer.${group}`,
    parts: bertParts,
    pooler: 'pooler.dense',
  },
  projects: 'never',
  feedsTokenTypes: 'always',
  positionsAfterPadding: false,
  dropout: { attentionOutput: true, layerOutput: true },
  head: { dense: null, output: 'classifier' },
};

/** A head with a dense layer of its own instead of a pooler, as in RobertaClassificationHead. */
const ownHead = (activation: HeadActivation): HeadDescription => ({
  dense: { name: 'classifier.dense', activation, dropoutBefore: true },
  output: 'classifier.out_proj',
});

const roberta: Architecture = {
  ...bert,
  title: 'RoBERTa',
  className: 'RobertaForSequenceClassification',
  prefix: 'roberta.',
  fields: {
    ...bertFields,
    vocabularySize: { key: 'vocab_size', default: 50265 },
    padTokenId: { key: 'pad_token_id', default: 1 },
  },
  names: { ...bert.names, pooler: null },
  feedsTokenTypes: 'several',
  positionsAfterPadding: true,
  head: ownHead('tanh'),
};

const distilbert: Architecture = {
  ...bert,
  title: 'DistilBERT',
  className: 'DistilBertForSequenceClassification',
  wordPieceClass: 'DistilBertTokenizer',
  prefix: 'distilbert.',
  fields: {
    ...bertFields,
    hiddenSize: { key: 'dim', default: 768 },
    layers: { key: 'n_layers', default: 6 },
    heads: { key: 'n_heads', default: 12 },
    intermediateSize: { key: 'hidden_dim', default: 3072 },
    hiddenDropout: { key: 'dropout', default: 0.1 },
    attentionDropout: { key: 'attention_dropout', default: 0.1 },
    classifierDropout: { key: 'seq_classif_dropout', default: 0.2 },
    activation: { key: 'activation', default: 'gelu' },
    layerNormEpsilon: null,
    typeVocabularySize: null,
  },
  names: {
    ...bert.names,
    tokenTypes: null,
    encoder: 'transformer',
    layer: (group) => `transformer.layer.${group}`,
    parts: {
      query: 'attention.q_lin',
      key: 'attention.k_lin',
      value: 'attention.v_lin',
      attentionOutput: 'attention.out_lin',
      attentionNorm: 'sa_layer_norm',
      intermediate: 'ffn.lin1',
      output: 'ffn.lin2',
      outputNorm: 'output_layer_norm',
    },
    pooler: null,
  },
  feedsTokenTypes: 'never',
  dropout: { attentionOutput: false, layerOutput: true },
  head: { dense: { name: 'pre_classifier', activation: 'relu', dropoutBefore: false }, output: 'classifier' },
};

const electra: Architecture = {
  ...bert,
  title: 'ELECTRA',
  className: 'ElectraForSequenceClassification',
  prefix: 'electra.',
  fields: {
    ...bertFields,
    embeddingSize: { key: 'embedding_size', default: 128 },
    hiddenSize: { key: 'hidden_size', default: 256 },
    heads: { key: 'num_attention_heads', default: 4 },
    intermediateSize: { key: 'intermediate_size', default: 1024 },
  },
  names: { ...bert.names, projection: 'embeddings_project', pooler: null },
  projects: 'different',
  head: ownHead('gelu'),
};

const albert: Architecture = {
  ...bert,
  title: 'ALBERT',
  className: 'AlbertForSequenceClassification',
  sentencePiece: { file: 'spiece.model', family: 'albert' },
  prefix: 'albert.',
  fields: {
    ...bertFields,
    vocabularySize: { key: 'vocab_size', default: 30000 },
    embeddingSize: { key: 'embedding_size', default: 128 },
    hiddenSize: { key: 'hidden_size', default: 4096 },
    heads: { key: 'num_attention_heads', default: 64 },
    intermediateSize: { key: 'intermediate_size', default: 16384 },
    hiddenDropout: { key: 'hidden_dropout_prob', default: 0 },
    attentionDropout: { key: 'attention_probs_dropout_prob', default: 0 },
    classifierDropout: { key: 'classifier_dropout_prob', default: 0.1 },
    activation: { key: 'hidden_act', default: 'gelu_new' },
    layerGroups: { key: 'num_hidden_groups', default: 1 },
    layersOfGroup: { key: 'inner_group_num', default: 1 },
  },
  names: {
    ...bert.names,
    projection: 'encoder.embedding_hidden_mapping_in',
    layer: (group, inGroup) => `encoder.albert_layer_groups.${group}.albert_layers.${inGroup}`,
    parts: {
      query: 'attention.query',
      key: 'attention.key',
      value: 'attention.value',
      attentionOutput: 'attention.dense',
      attentionNorm: 'attention.LayerNorm',
      intermediate: 'ffn',
      output: 'ffn_output',
      outputNorm: 'full_layer_layer_norm',
    },
    pooler: 'pooler',
  },
  projects: 'always',
  dropout: { attentionOutput: true, layerOutput: false },
};

export const architectures: Readonly<Record<ArchitectureName, Architecture>> = {
  bert,
  distilbert,
  roberta,
  'xlm-roberta': {
    ...roberta,
    title: 'XLM-RoBERTa',
    className: 'XLMRobertaForSequenceClassification',
    sentencePiece: { file: 'sentencepiece.bpe.model', family: 'xlm-roberta' },
    fields: { ...roberta.fields, vocabularySize: { key: 'vocab_size', default: 30522 } },
  },
  electra,
  albert,
};

/** The names in one list for a sentence: BERT, DistilBERT, … */
export const architectureTitles: string = architectureNames.map((name) => architectures[name].title).join(', ');
