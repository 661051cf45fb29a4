// The program of the process that holds Hugging Face's native tokenizers. It runs as text (`node -e`), so that these
// functions name nothing but one another, and types.

import type * as Library from 'tokenizers';

export interface Opening {
  /** The number of the tokenizer in later requests. */
  readonly key: number;
  /** The tokenizer.json. */
  readonly json: string;
  /** Texts to try until one has tokens, for the answer. */
  readonly samples: readonly string[];
  /** Whether the scores of Unigram's pieces are taken as they are written, not as the library parses them. */
  readonly exactScores: boolean;
}

/** The texts of one request; they are encoded without special tokens. */
export type Request = Opening | { readonly key: number; readonly texts: readonly string[] };

/** One text, or a pair, with its special tokens. */
export interface EncodedSample {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  /** The text that each token is from, 0 or 1; null for special tokens. */
  readonly sequences: readonly (number | null | undefined)[];
}

export type Answer =
  | { readonly single: EncodedSample; readonly pair: EncodedSample }
  /** The ids of all texts, one after another, and how many each has. */
  | { readonly ids: Int32Array; readonly lengths: Int32Array }
  /** The tokenizer was put away, or the process is another one: it must be opened again. */
  | { readonly forgotten: true }
  /** The native library could not be loaded, or did not take the tokenizer or the texts. */
  | { readonly failed: 'library' | 'opening' | 'encoding'; readonly reason: string };

type Added = Record<'content', string> &
  Record<'special' | 'single_word' | 'lstrip' | 'rstrip' | 'normalized', boolean>;

/** Where the scores are meant as written, the tokenizer is put together as transformers does it. */
function makeTokenizer(library: typeof Library, { json, exactScores }: Opening): Library.Tokenizer {
  if (!exactScores) return library.Tokenizer.fromString(json);
  // The process that asks has parsed and bounded it before.
  const { model, added_tokens, ...parts } = JSON.parse(json) as {
    readonly model: { readonly unk_id: number; readonly vocab: [string, number][] };
    readonly added_tokens: readonly Added[];
  };
  const small = { type: 'Unigram', unk_id: 0, vocab: [['a', 0]] };
  const others = library.Tokenizer.fromString(JSON.stringify({ ...parts, added_tokens: [], model: small }));
  const options = { unkId: model.unk_id, byteFallback: false };
  const made = new library.Tokenizer(library.Unigram.init(model.vocab, options));
  const normalizer = others.getNormalizer();
  const words = others.getPreTokenizer();
  const processor = others.getPostProcessor();
  if (normalizer !== null) made.setNormalizer(normalizer);
  if (words !== null) made.setPreTokenizer(words);
  if (processor !== null) made.setPostProcessor(processor);
  const tokens = added_tokens.map(({ content, special, single_word: singleWord, lstrip, rstrip, normalized }) => {
    const rules = { singleWord, leftStrip: lstrip, rightStrip: rstrip, normalized };
    return new library.AddedToken(content, special, rules);
  });
  made.addAddedTokens(tokens);
  return made;
}

async function encodeSample(tokenizer: Library.Tokenizer, text: string, pair: string | null): Promise<EncodedSample> {
  const encoded = await tokenizer.encode(text, pair);
  return { ids: encoded.getIds(), types: encoded.getTypeIds(), sequences: encoded.getSequenceIds() };
}

async function openTokenizer(
  library: typeof Library,
  opening: Opening,
  tokenizers: Map<number, Library.Tokenizer>,
): Promise<Answer> {
  const tokenizer = makeTokenizer(library, opening);
  tokenizers.set(opening.key, tokenizer);
  const { samples } = opening;
  let index = 0;
  let single = await encodeSample(tokenizer, samples[0]!, null);
  while (!single.sequences.includes(0) && ++index < samples.length)
    single = await encodeSample(tokenizer, samples[index]!, null);
  const text = samples[index] ?? '';
  return { single, pair: await encodeSample(tokenizer, text, text) };
}

/** @param path of the package `tokenizers` */
function runProgram(load: NodeJS.Require, path: string): void {
  /** The last one that was used is at the end. */
  const tokenizers = new Map<number, Library.Tokenizer>();
  const mostTokenizers = 2;
  let queue: Promise<void> = Promise.resolve();

  async function answer(request: Request): Promise<Answer> {
    if ('json' in request) {
      const [oldest] = tokenizers.keys();
      if (oldest !== undefined && tokenizers.size === mostTokenizers) tokenizers.delete(oldest);
      let library: typeof Library;
      try {
        library = load(path) as typeof Library;
      } catch (error) {
        return { failed: 'library', reason: String(error) };
      }
      return openTokenizer(library, request, tokenizers);
    }
    const tokenizer = tokenizers.get(request.key);
    if (tokenizer === undefined) return { forgotten: true };
    tokenizers.delete(request.key);
    tokenizers.set(request.key, tokenizer);
    const encoded = await tokenizer.encodeBatch([...request.texts], { addSpecialTokens: false });
    const all = encoded.map((one) => one.getIds());
    return { ids: Int32Array.from(all.flat()), lengths: Int32Array.from(all, ({ length }) => length) };
  }

  async function reply(request: Request): Promise<void> {
    const answered = await answer(request).catch((error: unknown): Answer => {
      return { failed: 'json' in request ? 'opening' : 'encoding', reason: String(error) };
    });
    process.send?.(answered);
  }

  process.on('message', (request: Request) => void (queue = queue.then(() => reply(request))));
  // A thread of the library may be busy without end: an orderly exit would wait for it.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Ctrl-C reaches the whole group of processes: the one that asks decides.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}

/** The program as text. Its argument is the path of the package `tokenizers`. */
export const programText = [
  ...[makeTokenizer, encodeSample, openTokenizer, runProgram].map(String),
  `${runProgram.name}(require, process.argv[1]);`,
].join('\n');
