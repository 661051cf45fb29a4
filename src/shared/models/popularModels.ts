// Models of the hub that people often fine-tune, by language: all of an architecture and with a tokenizer that are read
// here.

export interface PopularModel {
  readonly id: string;
  /** ISO 639 codes; `multi` for a hundred of them. */
  readonly languages: readonly string[];
  /** The approximate size of its weights in float32; the hub tells the exact size of a download. */
  readonly megabytes: number;
}

export const popularModels: readonly PopularModel[] = [
  { id: 'google-bert/bert-base-chinese', languages: ['zh'], megabytes: 410 },
  { id: 'hfl/chinese-macbert-base', languages: ['zh'], megabytes: 410 },
  { id: 'hfl/chinese-roberta-wwm-ext', languages: ['zh'], megabytes: 410 },
  { id: 'hfl/rbt3', languages: ['zh'], megabytes: 160 },
  { id: 'google-bert/bert-base-uncased', languages: ['en'], megabytes: 440 },
  { id: 'google-bert/bert-base-cased', languages: ['en'], megabytes: 440 },
  { id: 'sentence-transformers/all-MiniLM-L6-v2', languages: ['en'], megabytes: 91 },
  { id: 'distilbert/distilbert-base-uncased', languages: ['en'], megabytes: 270 },
  { id: 'FacebookAI/roberta-base', languages: ['en'], megabytes: 500 },
  { id: 'google/electra-small-discriminator', languages: ['en'], megabytes: 54 },
  { id: 'albert/albert-base-v2', languages: ['en'], megabytes: 47 },
  { id: 'google-bert/bert-base-multilingual-cased', languages: ['multi'], megabytes: 710 },
  { id: 'FacebookAI/xlm-roberta-base', languages: ['multi'], megabytes: 1100 },
  { id: 'distilbert/distilbert-base-multilingual-cased', languages: ['multi'], megabytes: 540 },
  { id: 'dbmdz/bert-base-german-cased', languages: ['de'], megabytes: 440 },
  { id: 'dccuchile/bert-base-spanish-wwm-cased', languages: ['es'], megabytes: 440 },
  { id: 'neuralmind/bert-base-portuguese-cased', languages: ['pt'], megabytes: 440 },
  { id: 'dbmdz/bert-base-italian-cased', languages: ['it'], megabytes: 440 },
  { id: 'GroNLP/bert-base-dutch-cased', languages: ['nl'], megabytes: 440 },
  { id: 'dbmdz/bert-base-turkish-cased', languages: ['tr'], megabytes: 440 },
  { id: 'DeepPavlov/rubert-base-cased', languages: ['ru'], megabytes: 710 },
  { id: 'klue/bert-base', languages: ['ko'], megabytes: 440 },
  { id: 'aubmindlab/bert-base-arabertv02', languages: ['ar'], megabytes: 540 },
  { id: 'HooshvareLab/bert-base-parsbert-uncased', languages: ['fa'], megabytes: 650 },
];
