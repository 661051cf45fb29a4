// Errors of looking a model up on the hub and downloading it; see ../errors.ts for the mechanism. None of them ever
// holds a token, nor more of an address than its host: the addresses of downloads are signed.

import type { ErrorEntry } from './entry.js';

const tryAgain = {
  en: 'Try again: it goes on where it stopped. Another hub, such as a mirror, is named in HF_ENDPOINT.',
  zh: '请重试：会从中断处继续。也可用 HF_ENDPOINT 指定镜像站。',
} as const;

const otherHub = {
  en: `Try again; if it happens again, name another hub in HF_ENDPOINT, or download the files into a folder and name
    that.`,
  zh: '请重试；如果再次出现，请用 HF_ENDPOINT 指定其他镜像站，或将文件下载到文件夹中并指定该文件夹。',
} as const;

const otherModel = { en: 'Take another model.', zh: '请换用其他模型。' } as const;

export const hubErrors = {
  'hub.badAddress': {
    fault: 'input',
    en: '{address} is not the address of a model.',
    zh: '{address} 不是模型的地址。',
    next: {
      en: `Give the name of a model, such as bert-base-chinese or hfl/chinese-roberta-wwm-ext, or the address of its
        page.`,
      zh: '请给出模型名称（如 bert-base-chinese 或 hfl/chinese-roberta-wwm-ext），或其页面地址。',
    },
  },
  'hub.badEndpoint': {
    fault: 'input',
    en: '{variable} does not hold the address of a hub.',
    zh: '{variable} 的值不是有效的 Hub 地址。',
    next: {
      en: `Give it one such as https://huggingface.co, without a user and a password, or unset it; VS Code takes it from
        the setting finetuneBert.hubEndpoint.`,
      zh: '请设为 https://huggingface.co 之类的地址（不含用户名和密码），或取消该设置；在 VS Code 中由设置 finetuneBert.hubEndpoint 决定。',
    },
  },
  'hub.badProxy': {
    fault: 'input',
    en: '{variable} does not hold the address of a proxy.',
    zh: '{variable} 的值不是有效的代理地址。',
    next: {
      en: 'Give it one such as http://proxy.example:8080, or unset it.',
      zh: '请设为 http://proxy.example:8080 之类的地址，或取消该设置。',
    },
  },
  'hub.badToken': {
    fault: 'input',
    en: 'The token in {source} has characters in it that no token has.',
    zh: '{source} 中的令牌包含无效字符。',
    next: { en: 'Copy it again from the settings page of the hub.', zh: '请从 Hub 的设置页面重新复制。' },
  },
  'hub.noModel': {
    fault: 'input',
    en: 'There is neither a folder {model} nor a model of that name on {host}.',
    zh: '既没有名为 {model} 的文件夹，{host} 上也没有该名称的模型。',
    next: { en: 'Check the spelling.', zh: '请检查拼写。' },
  },
  'hub.notPublic': {
    fault: 'input',
    en: 'There is neither a folder {model} nor a public model of that name on {host}.',
    zh: '既没有名为 {model} 的文件夹，{host} 上也没有该名称的公开模型。',
    next: {
      en: 'Check the spelling; for a private model set HF_TOKEN, or log in with Python’s `hf auth login`.',
      zh: '请检查拼写；如果是私有模型，请设置 HF_TOKEN，或用 Python 的 `hf auth login` 登录。',
    },
  },
  'hub.tokenRefused': {
    fault: 'input',
    en: '{host} does not accept your token for {model}.',
    zh: '{host} 不接受您用于 {model} 的令牌。',
    next: {
      en: 'Check HF_TOKEN, or make a new token with the right to read on the settings page of the hub.',
      zh: '请检查 HF_TOKEN，或在 Hub 的设置页面新建具有读取权限的令牌。',
    },
  },
  'hub.gated': {
    fault: 'input',
    en: '{model} is given only to those who have agreed to its terms on {host}.',
    zh: '{model} 只提供给在 {host} 上同意其条款的用户。',
    next: {
      en: 'Agree on the page of the model, and set HF_TOKEN to a token of yours.',
      zh: '请在模型页面上同意条款，并将 HF_TOKEN 设为您的令牌。',
    },
  },
  'hub.forbidden': {
    fault: 'input',
    en: '{host} refuses access to {model}.',
    zh: '{host} 拒绝访问 {model}。',
    next: {
      en: 'Ask its owner for access, and set HF_TOKEN to a token that may read it.',
      zh: '请向其所有者申请权限，并将 HF_TOKEN 设为有权读取的令牌。',
    },
  },
  'hub.noRevision': {
    fault: 'input',
    en: 'The model {model} on {host} has no revision {revision}.',
    zh: '{host} 上的模型 {model} 没有版本 {revision}。',
    next: {
      en: 'Give a branch, a tag or a commit that its page shows, or none for the latest.',
      zh: '请给出其页面上列出的分支、标签或提交；不填则为最新版本。',
    },
  },
  'hub.noFile': {
    fault: 'input',
    en: '{host} does not have {file} of {model}, though it lists it.',
    zh: '{host} 列出了 {model} 的 {file}，但无法提供该文件。',
    next: otherHub,
  },
  'hub.noConfig': {
    fault: 'input',
    en: 'The model {model} on {host} has no config.json.',
    zh: '{host} 上的模型 {model} 没有 config.json。',
    next: { en: 'Take a model that is made for transformers.', zh: '请使用适用于 transformers 的模型。' },
  },
  'hub.noWeights': {
    fault: 'input',
    en: 'The model {model} on {host} has no weights that can be read: neither model.safetensors nor pytorch_model.bin.',
    zh: '{host} 上的模型 {model} 没有可读取的权重：既没有 model.safetensors，也没有 pytorch_model.bin。',
    next: otherModel,
  },
  'hub.noTokenizer': {
    fault: 'input',
    en: `The model {model} on {host} has no tokenizer: neither tokenizer.json nor a vocabulary that is read here
      (vocab.txt, vocab.json with merges.txt, sentencepiece.bpe.model or spiece.model).`,
    zh: `{host} 上的模型 {model} 没有分词器：既没有 tokenizer.json，也没有此处可读取的词表（vocab.txt、
      vocab.json 与 merges.txt、sentencepiece.bpe.model 或 spiece.model）。`,
    next: otherModel,
  },
  'hub.offline': {
    fault: 'input',
    en: '{model} is not whole in the cache {folder}, and HF_HUB_OFFLINE says that nothing may be downloaded.',
    zh: '缓存 {folder} 中没有完整的 {model}，而 HF_HUB_OFFLINE 禁止下载。',
    next: {
      en: 'Unset HF_HUB_OFFLINE to download it once, or name a folder with the model.',
      zh: '请取消 HF_HUB_OFFLINE 以下载一次，或指定模型所在的文件夹。',
    },
  },
  'hub.searchOffline': {
    fault: 'input',
    en: 'The hub is not searched: HF_HUB_OFFLINE says that nothing may be asked of it.',
    zh: '未搜索 Hub：HF_HUB_OFFLINE 禁止访问。',
    next: {
      en: 'Unset HF_HUB_OFFLINE to search it, or take a model that is on this computer.',
      zh: '请取消 HF_HUB_OFFLINE 以进行搜索，或选用本机已有的模型。',
    },
  },
  'hub.notDownloaded': {
    fault: 'input',
    en: 'The model {model} is not on this computer.',
    zh: '本机没有模型 {model}。',
    next: { en: 'Download it, or choose another model.', zh: '请下载该模型，或选择其他模型。' },
  },
  'hub.noRoom': {
    fault: 'machine',
    en: '{model} needs {needed} MB more on the disk of {folder}, where {free} MB are free.',
    zh: '{model} 还需要在 {folder} 所在的磁盘上占用 {needed} MB，而可用空间只有 {free} MB。',
    next: {
      en: 'Free some space, or put the cache on another disk with HF_HOME.',
      zh: '请释放空间，或用 HF_HOME 将缓存放到其他磁盘。',
    },
  },
  'hub.unreachable': {
    fault: 'machine',
    en: '{host} cannot be reached ({reason}).',
    zh: '无法连接 {host}（{reason}）。',
    next: {
      en: `Check the network, and HTTPS_PROXY where there is a proxy; another hub, such as a mirror, is named in
        HF_ENDPOINT.`,
      zh: '请检查网络；如有代理，请检查 HTTPS_PROXY；也可用 HF_ENDPOINT 指定镜像站。',
    },
  },
  'hub.proxy': {
    fault: 'machine',
    en: 'The proxy does not let through to {host}.',
    zh: '代理不允许连接 {host}。',
    next: {
      en: 'Check the address, user and password in HTTPS_PROXY; hosts that need no proxy belong into NO_PROXY.',
      zh: '请检查 HTTPS_PROXY 中的地址、用户名和密码；不需要代理的主机应写入 NO_PROXY。',
    },
  },
  'hub.certificate': {
    fault: 'machine',
    en: 'The certificate of {host} is not trusted ({reason}).',
    zh: '{host} 的证书不受信任（{reason}）。',
    next: {
      en: `Where a proxy opens connections, name the file with its certificate in NODE_EXTRA_CA_CERTS; otherwise do not
        use this network.`,
      zh: '如果网络代理会解密连接，请用 NODE_EXTRA_CA_CERTS 指定其证书文件；否则请勿使用该网络。',
    },
  },
  'hub.timeout': {
    fault: 'machine',
    en: '{host} sent nothing, or next to nothing, for {seconds} seconds, again and again.',
    zh: '{host} 多次在 {seconds} 秒内几乎没有发送任何数据。',
    next: tryAgain,
  },
  'hub.cut': {
    fault: 'machine',
    en: 'The connection to {host} was cut again and again.',
    zh: '与 {host} 的连接多次中断。',
    next: tryAgain,
  },
  'hub.busy': {
    fault: 'machine',
    en: '{host} had too many requests and asks to wait {seconds} seconds.',
    zh: '{host} 请求过多，要求等待 {seconds} 秒。',
    next: {
      en: 'Try again then; it goes on where it stopped. A token in HF_TOKEN raises the limit.',
      zh: '请稍后重试，会从中断处继续。设置 HF_TOKEN 可提高限额。',
    },
  },
  'hub.server': {
    fault: 'machine',
    en: '{host} fails (status {status}).',
    zh: '{host} 出现故障（状态码 {status}）。',
    next: tryAgain,
  },
  'hub.status': {
    fault: 'machine',
    en: '{host} answered with status {status}, which is not expected.',
    zh: '{host} 返回了意外的状态码 {status}。',
    next: otherHub,
  },
  'hub.redirect': {
    fault: 'machine',
    en: '{host} sends on to another address again and again, or to one that is not safe.',
    zh: '{host} 反复重定向，或重定向到不安全的地址。',
    next: otherHub,
  },
  'hub.notAHub': {
    fault: 'machine',
    en: 'What {host} answers is not what a hub answers.',
    zh: '{host} 的回应不符合 Hub 的格式。',
    next: {
      en: 'Check HF_ENDPOINT; or open the address in a browser: the network may first want a login.',
      zh: '请检查 HF_ENDPOINT；也可在浏览器中打开该地址，网络可能要求先登录。',
    },
  },
  'hub.noHash': {
    fault: 'machine',
    en: '{host} does not say by which hash {file} of {model} can be checked.',
    zh: '{host} 没有给出可用于校验 {model} 的 {file} 的哈希值。',
    next: otherHub,
  },
  'hub.otherHash': {
    fault: 'machine',
    en: `What {host} sent as {file} of {model} is not the file that was published: its hash is another. It was
    deleted.`,
    zh: '{host} 发送的 {model} 的 {file} 与发布的文件不符（哈希值不同），已将其删除。',
    next: otherHub,
  },
  'hub.otherSize': {
    fault: 'machine',
    en: '{host} has {found} bytes as {file}, where {expected} were announced.',
    zh: '{host} 上的 {file} 有 {found} 字节，而应为 {expected} 字节。',
    next: otherHub,
  },
  'hub.tooLong': {
    fault: 'machine',
    en: '{host} does not say how long {file} is, and sends more than {megabytes} MB.',
    zh: '{host} 没有说明 {file} 的长度，且已发送超过 {megabytes} MB。',
    next: otherHub,
  },
} as const satisfies Record<string, ErrorEntry>;
