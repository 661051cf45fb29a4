"""Random strings of all scripts, and what transformers makes of them with twelve tokenizers.

    randomTexts.py OUT SEED COUNT     COUNT strings in OUT/texts.jsonl; a folder per tokenizer under OUT

Each folder has the files of a published model, and beside them, in rows.bin (int32): for each string the number of its
tokens, their
ids without special tokens, and their offsets in characters, begin and end by turns.
"""

import array
import collections
import json
import random
import sys
import unicodedata
from pathlib import Path

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, BertTokenizer

OUT, SEED, COUNT = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(SEED)
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ADDED = ["好吃", "New York", "café", "covid", "x1", "<url>", "ﬁ", "ΟΔΟΣ", "re-use", "Straße"]
WORDS = [
    "the",
    "food",
    "was",
    "good",
    "unbelievable",
    "straße",
    "naïve",
    "cafe",
    "covids",
    "covid19",
    "новый",
    "город",
    "مطعم",
    "שלום",
    "अच्छा",
    "ร้านอาหาร",
    "맛있어요",
    "すごい",
    "東京都",
    "好吃的",
    "ΟΔΟΣ",
    "ΑΣ",
    "İstanbul",
    "ǅungla",
    "don't",
    "I'LL",
    "3.14",
    "１２",
    "½",
    "Ⅷ",
]
RANGES = [
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x250, 0x36F),
    (0x370, 0x3FF),
    (0x400, 0x52F),
    (0x530, 0x5FF),
    (0x600, 0x77F),
    (0x900, 0xDFF),
    (0xE00, 0xFFF),
    (0x1000, 0x1FFF),
    (0x2000, 0x2BFF),
    (0x2C00, 0x2FFF),
    (0x3000, 0x33FF),
    (0x3400, 0x9FFF),
    (0xA000, 0xABFF),
    (0xAC00, 0xD7A3),
    (0xE000, 0xF8FF),
    (0xF900, 0xFAFF),
    (0xFB00, 0xFDFF),
    (0xFE00, 0xFFFF),
    (0x10000, 0x1FFFF),
    (0x20000, 0x2FFFF),
    (0x30000, 0x3FFFF),
    (0xE0000, 0xE01FF),
]
SPACES = [
    " ",
    " ",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\u00a0",
    "\u3000",
    "\u2003",
    "\u200b",
    "\ufeff",
    "\u0085",
    "\u2028",
    "\u00ad",
    "\u0000",
    "\ufffd",
    "",
]
MARKS = list(".,!?;:'\"()[]{}<>-_/\\@#$%^&*+=|~`") + [
    "…",
    "—",
    "«",
    "»",
    "。",
    "、",
    "！",
    "？",
    "¿",
    "\u0301",
    "\u0308",
    "\u20dd",
    "\u200d",
    "👩‍👩‍👧",
    "🇩🇪",
    "👍🏽",
]


def piece():
    kind = chance.random()
    if kind < 0.3:
        low, high = chance.choice(RANGES)
        return "".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 6)))
    if kind < 0.55:
        word = chance.choice(WORDS)
        return chance.choice([str.lower, str.upper, str.title, str])(word)
    if kind < 0.65:
        return chance.choice(ADDED + SPECIAL + ["<s>", "</s>", "<mask>", "<unk>", "▁", "Ġ", "##"])
    return chance.choice(MARKS) if kind < 0.8 else "".join(chance.choice(SPACES) for _ in range(chance.randint(1, 3)))


def string():
    text = "".join(piece() + chance.choice(["", "", " "]) for _ in range(chance.randint(0, 12)))
    return unicodedata.normalize(chance.choice(["NFC", "NFD", "NFKD"]), text) if chance.random() < 0.2 else text


OUT.mkdir(parents=True, exist_ok=True)
TEXTS = [string() for _ in range(COUNT)]
TRAINED = [string() for _ in range(4000)]
(OUT / "texts.jsonl").write_text("".join(json.dumps(text) + "\n" for text in TEXTS), encoding="utf-8")


def folder(name, model_type="bert"):
    made = OUT / name
    made.mkdir(exist_ok=True)
    (made / "config.json").write_text(json.dumps({"model_type": model_type}))
    return made


def word_pieces():
    trained = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    trained.normalizer = normalizers.BertNormalizer(lowercase=False)
    trained.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trained.train_from_iterator(
        TRAINED + WORDS, trainers.WordPieceTrainer(vocab_size=3000, special_tokens=SPECIAL, show_progress=False)
    )
    found = [token for token, _ in sorted(trained.get_vocab().items(), key=lambda item: item[1])]
    lower = [unicodedata.normalize("NFD", token.lower()) for token in found]
    return list(
        dict.fromkeys(
            found + ["".join(c for c in token if not unicodedata.combining(c)) for token in lower if token.strip()]
        )
    )


def bert(name, vocabulary, cased, added=(), **settings):
    made = folder(name)
    (made / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    (made / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": not cased, **settings})
    )
    if added:
        tokenizer = AutoTokenizer.from_pretrained(made)
        tokenizer.add_tokens(list(added))
        tokenizer.save_pretrained(made)


def generic(name, vocabulary, normalizer, words):
    tokenizer = BertTokenizer(vocab={token: id for id, token in enumerate(vocabulary)})
    backend = tokenizer.backend_tokenizer
    backend.normalizer, backend.pre_tokenizer = normalizer, words
    backend.add_tokens([AddedToken("covid", single_word=True, normalized=True), AddedToken("x1", normalized=False)])
    made = folder(name)
    backend.save(str(made / "tokenizer.json"))
    named = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL))
    (made / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", **named}))


def byte_pairs():
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trained.train_from_iterator(
        TRAINED,
        trainers.BpeTrainer(
            vocab_size=1500,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    made = folder("roberta", "roberta")
    trained.model.save(str(made))
    mask = {
        "__type": "AddedToken",
        "content": "<mask>",
        "lstrip": True,
        "rstrip": False,
        "normalized": False,
        "single_word": False,
    }
    (made / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "RobertaTokenizer", "mask_token": mask}))


def fallback():
    """Byte-pair encoding that spells what it does not know in bytes, as SentencePiece's."""
    byte = [f"<0x{value:02X}>" for value in range(256)]
    trained = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    trained.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    trained.train_from_iterator(
        WORDS * 3,
        trainers.BpeTrainer(
            vocab_size=800, special_tokens=["<unk>", "<s>", "</s>", "<pad>", *byte], show_progress=False
        ),
    )
    trained.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    trained.save(str(folder("byte-fallback") / "tokenizer.json"))
    (OUT / "byte-fallback" / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>"})
    )


def pieces(file, **settings):
    seen = collections.Counter("".join(TRAINED))
    texts = ["".join(letter for letter in text if letter != "\0" and seen[letter] > 20) for text in TRAINED]
    with open(file, "wb") as writer:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=writer,
            vocab_size=3000,
            hard_vocab_limit=False,
            minloglevel=2,
            **settings,
        )


vocabulary = word_pieces()
bert("bert-uncased", vocabulary, False)
bert("bert-cased", vocabulary, True, additional_special_tokens=["x1"])
bert("bert-words", vocabulary, False, ADDED)
bert("bert-cased-words", vocabulary, True, ADDED)
bert("bert-single", vocabulary, False, [AddedToken(token, single_word=True, normalized=False) for token in ADDED])
bert(
    "bert-raw",
    vocabulary,
    False,
    [AddedToken(token, normalized=False, lstrip=at % 2 == 0, rstrip=at % 3 == 0) for at, token in enumerate(ADDED)],
)
generic(
    "whitespace",
    vocabulary,
    normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]),
    pre_tokenizers.Whitespace(),
)
generic(
    "punctuation",
    vocabulary,
    normalizers.NFKC(),
    pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits(individual_digits=True)]
    ),
)
generic("pattern", vocabulary, None, pre_tokenizers.Split(Regex(r"\w+|[^\w\s]+|\s+"), "isolated"))
byte_pairs()
fallback()
pieces(folder("xlm-roberta", "xlm-roberta") / "sentencepiece.bpe.model")

for made in sorted(path for path in OUT.iterdir() if path.is_dir()):
    backend = AutoTokenizer.from_pretrained(made).backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    rows = array.array("i")
    for begin in range(0, COUNT, 2000):
        for one in backend.encode_batch(TEXTS[begin : begin + 2000], add_special_tokens=False):
            rows.append(len(one.ids))
            rows.extend(one.ids)
            rows.extend(edge for pair in one.offsets for edge in pair)
    (made / "rows.bin").write_bytes(rows.tobytes())
