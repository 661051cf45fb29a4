// Selects the files of a model that are needed: its configuration, one set of weights, its tokenizer.

/** Weights are in one file, or in several with an index; the first kind that a model has is used. */
const weightKinds = [
  {
    single: 'model.safetensors',
    index: 'model.safetensors.index.json',
    shard: /^model-(\d{5})-of-(\d{5})\.safetensors$/,
  },
  {
    single: 'pytorch_model.bin',
    index: 'pytorch_model.bin.index.json',
    shard: /^pytorch_model-(\d{5})-of-(\d{5})\.bin$/,
  },
] as const;

/** Small texts that any tokenizer may have. */
const tokenizerFiles = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
] as const;
/** The vocabulary of byte pairs, which tokenizer.json contains as well. */
const bytePairs = ['vocab.json', 'merges.txt'] as const;

/** SentencePiece's own files, whose content tokenizer.json has as well. */
const sentencePieces = ['sentencepiece.bpe.model', 'spiece.model'] as const;

export interface Needed {
  readonly config: string;
  readonly tokenizer: readonly string[];
  /** The weight files; an index comes before its shards. */
  readonly weights: readonly string[];
}

export type Lack = 'noConfig' | 'noWeights' | 'noTokenizer';

/**
 * @param names files of the model, or of the part of it that is cached
 * @param has whether a file is cached: weights that are whole in the cache are used even if there is a better kind
 */
export function neededFiles(names: ReadonlySet<string>, has: (name: string) => boolean = () => false): Needed | Lack {
  if (!names.has('config.json')) return 'noConfig';
  const sets = weightKinds.flatMap((kind) => weightSets(kind, names));
  const weights = sets.find((set) => set.every(has)) ?? sets[0];
  if (weights === undefined) return 'noWeights';
  const tokenizer: string[] = tokenizerFiles.filter((name) => names.has(name));
  const hasPairs = bytePairs.every((name) => names.has(name));
  if (hasPairs && !names.has('tokenizer.json')) for (const name of bytePairs) tokenizer.push(name);
  const hasTexts = hasPairs || names.has('tokenizer.json') || names.has('vocab.txt');
  const pieces = hasTexts ? [] : sentencePieces.filter((name) => names.has(name));
  for (const name of pieces) tokenizer.push(name);
  return hasTexts || pieces.length > 0 ? { config: 'config.json', tokenizer, weights } : 'noTokenizer';
}

/** The sets of files of one kind that are complete: each of them holds all weights. */
function weightSets({ single, index, shard }: (typeof weightKinds)[number], names: ReadonlySet<string>): string[][] {
  const sets = names.has(single) ? [[single]] : [];
  if (!names.has(index)) return sets;
  const shards = [...names].filter((name) => shard.test(name)).sort();
  const count = Number(shard.exec(shards[0] ?? '')?.[2] ?? 0);
  const isWhole =
    count > 0 && shards.length === count && shards.every((name, at) => Number(shard.exec(name)?.[1]) === at + 1);
  return isWhole ? [...sets, [index, ...shards]] : sets;
}
