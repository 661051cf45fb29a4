// Which files of a model are needed, and no more: its configuration, one set of weights, its tokenizer.

/** In one file, or in several with an index; the first kind that a model has is taken. */
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

/** Small texts that every tokenizer may have. */
const tokenizerFiles = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'vocab.txt'] as const;
/** The vocabulary of byte pairs, which tokenizer.json has as well. */
const bytePairs = ['vocab.json', 'merges.txt'] as const;

/** SentencePiece's own files, which tokenizer.json has as well. */
const sentencePieces = ['sentencepiece.bpe.model', 'spiece.model'] as const;

export interface Needed {
  readonly config: string;
  readonly tokenizer: readonly string[];
  /** The index, where there is one, before its shards. */
  readonly weights: readonly string[];
}

export type Lack = 'noConfig' | 'noWeights' | 'noTokenizer';

/**
 * @param names files of the model, or of the part of it that a cache has
 * @param has whether a file is there already: weights that are whole there are taken, though there were a better kind
 */
export function neededFiles(names: ReadonlySet<string>, has: (name: string) => boolean = () => false): Needed | Lack {
  if (!names.has('config.json')) return 'noConfig';
  const sets = weightKinds.flatMap((kind) => weightSets(kind, names));
  const weights = sets.find((set) => set.every(has)) ?? sets[0];
  if (weights === undefined) return 'noWeights';
  const tokenizer: string[] = tokenizerFiles.filter((name) => names.has(name));
  const hasPairs = bytePairs.every((name) => names.has(name));
  if (hasPairs && !names.has('tokenizer.json')) tokenizer.push(...bytePairs);
  const hasTexts = hasPairs || names.has('tokenizer.json') || names.has('vocab.txt');
  const pieces = hasTexts ? [] : sentencePieces.filter((name) => names.has(name));
  tokenizer.push(...pieces);
  return hasTexts || pieces.length > 0 ? { config: 'config.json', tokenizer, weights } : 'noTokenizer';
}

/** The sets of files of one kind that are there as a whole: each of them is all weights. */
function weightSets({ single, index, shard }: (typeof weightKinds)[number], names: ReadonlySet<string>): string[][] {
  const sets = names.has(single) ? [[single]] : [];
  if (!names.has(index)) return sets;
  const shards = [...names].filter((name) => shard.test(name)).sort();
  const count = Number(shard.exec(shards[0] ?? '')?.[2] ?? 0);
  const isWhole =
    count > 0 && shards.length === count && shards.every((name, at) => Number(shard.exec(name)?.[1]) === at + 1);
  return isWhole ? [...sets, [index, ...shards]] : sets;
}
