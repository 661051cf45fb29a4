// Which tokenizer transformers builds from a folder: by the class that its files name, else by its architecture.

import { UserError } from '../../shared/errors.js';
import { inFolder } from './checks.js';
import type { TokenizerSource } from './definition.js';
import type { Config } from './tokenizerConfig.js';

/**
 * The classes that build their tokenizer from the vocabulary alone, whatever else tokenizer.json says; `file` for all
 * others, which take that file as it is.
 */
export type Family = 'bert' | 'roberta' | 'xlm-roberta' | 'albert' | 'file';

const families: readonly (readonly [RegExp, Family])[] = [
  [/^(Bert|DistilBert|Electra|MobileBert|ConvBert|Lxmert|SqueezeBert|RetriBert|LayoutLM|DPR\w+)Tokenizer$/, 'bert'],
  [/^(Roberta|Bart|Longformer)Tokenizer$/, 'roberta'],
  [/^XLMRobertaTokenizer$/, 'xlm-roberta'],
  [/^AlbertTokenizer$/, 'albert'],
];

/** They split words by a program or by rules of their own, whatever files lie beside them. */
const withOwnRules = /^(BertJapanese|Phobert|PhoBERT|Bertweet|BERTweet)Tokenizer/;

export function familyOf(name: string): Family {
  return families.find(([pattern]) => pattern.test(name.replace(/Fast$/, '')))?.[1] ?? 'file';
}

/** Refuses, by name, what splits texts by rules that are not known here. Throws `model.foreignTokenizer`. */
export function refuseForeignClass(config: Config, { folder, tokenizerJson, vocabulary }: TokenizerSource): void {
  const { tokenizer_class: name, word_tokenizer_type: words, auto_map: code } = config;
  const refuse = (found: string): never => {
    throw new UserError('model.foreignTokenizer', { file: inFolder(folder, 'tokenizer_config.json'), name: found });
  };
  if (typeof words === 'string') refuse(`${name ?? 'word_tokenizer_type'} (${words})`);
  // Code of its own: a list of classes, or an entry for tokenizers.
  if (Array.isArray(code) || (typeof code === 'object' && code !== null && 'AutoTokenizer' in code))
    refuse(name ?? 'auto_map');
  if (name == null) return;
  const isOfVocabulary = /^PreTrainedTokenizer(Fast)?$/.test(name) || familyOf(name) !== 'file';
  if (withOwnRules.test(name) || (tokenizerJson == null && vocabulary != null && !isOfVocabulary)) refuse(name);
}
