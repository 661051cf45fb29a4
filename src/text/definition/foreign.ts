// Refuses tokenizers whose texts would be split differently than by transformers: unsupported classes, and added tokens
// that are searched by other rules.

import { UserError } from '../../shared/errors.js';
import type { AddedToken } from '../bertPipeline.js';
import { inFolder } from './checks.js';
import type { TokenizerDefinition, TokenizerSource } from './definition.js';
import type { Config } from './tokenizerConfig.js';

/** Classes that split words by a program or by rules of their own, whatever files the folder contains. */
const withOwnRules = /^(BertJapanese|Phobert|PhoBERT|Bertweet|BERTweet)Tokenizer/;

/** Classes that read a vocab.txt as BertTokenizer does; with a tokenizer.json, that decides. */
const ofWordPiece =
  /^(Bert|DistilBert|Electra|MobileBert|ConvBert|Lxmert|SqueezeBert|RetriBert|LayoutLM|PreTrained)Tokenizer(Fast)?$/;

/** Throws `model.foreignTokenizer`. */
export function refuseForeignClass(config: Config, { folder, tokenizerJson, vocabulary }: TokenizerSource): void {
  const { tokenizer_class: name, word_tokenizer_type: words } = config;
  const file = inFolder(folder, 'tokenizer_config.json');
  if (typeof words === 'string')
    throw new UserError('model.foreignTokenizer', { file, name: `${name ?? 'word_tokenizer_type'} (${words})` });
  if (name == null) return;
  const isForeign = withOwnRules.test(name) || (tokenizerJson == null && vocabulary != null && !ofWordPiece.test(name));
  if (isForeign) throw new UserError('model.foreignTokenizer', { file, name });
}

/**
 * Throws `model.addedToken` for a token that transformers searches by unsupported rules: in the normalised text where
 * normalisation changes the token, in the raw text only, or only at the borders of words.
 */
export function refuseUnfindable({ file, addedTokens, normalization, tokenizer }: TokenizerDefinition): void {
  const normalize = (text: string): string => {
    if (normalization === null) return tokenizer['normalizer'] == null ? text : text.normalize('NFKC');
    const plain = normalization.lowercase ? text.toLowerCase() : text;
    const bare = normalization.stripAccents ?? normalization.lowercase;
    const stripped = bare ? plain.normalize('NFD').replace(/\p{Mn}/gu, '') : plain;
    return normalization.chineseCharacters ? stripped.replace(/\p{Script=Han}/gu, ' $& ') : stripped;
  };
  const faultOf = (token: AddedToken): string | undefined => {
    if (token.special) return undefined;
    if (token.single_word) return 'single_word';
    const isPlain = normalize(token.content) === token.content;
    if (token.normalized) return isPlain ? undefined : 'normalized';
    // Another spelling in the text would become the token once it is normalised.
    const hasSpellings = isPlain && normalize(token.content.toUpperCase()) !== token.content.toUpperCase();
    return hasSpellings ? 'normalized: false' : undefined;
  };
  for (const token of addedTokens) {
    const rule = faultOf(token);
    if (rule !== undefined) throw new UserError('model.addedToken', { file, token: token.content, rule });
  }
}
