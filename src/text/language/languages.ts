// Words that identify a language: its most frequent words in texts, and in a vocabulary its everyday words, which no
// vocabulary of another language contains whole.

/** Unicode's names of scripts that are used by one or a few languages. */
export type Script =
  'Latin' | 'Cyrillic' | 'Arabic' | 'Han' | 'Kana' | 'Hangul' | 'Greek' | 'Hebrew' | 'Devanagari' | 'Thai';

/** The facts about a language. */
export interface Language {
  readonly script: Script;
  /**
   * The most frequent words, which make up at least a tenth of any text. Empty where the script identifies the
   * language.
   */
  readonly frequent: string;
  /** Words of everyday life; characters where words are not separated by spaces. */
  readonly everyday: string;
}

/** The languages by ISO 639 code. */
export const languages = {
  en: {
    script: 'Latin',
    frequent: 'the and of to is in it that was for with this but have not are you my they at from be very on we',
    everyday: 'weather kitchen breakfast husband wonderful daughter yesterday bedroom mistake bottle angry quickly',
  },
  de: {
    script: 'Latin',
    frequent: 'der die und das ist nicht ich ein eine mit auch auf für sich es wir sehr war von zu den dem im aber',
    everyday: 'heute zwischen wieder leider immer schon gegen bereits jedoch einfach bisschen möchte gestern stadt',
  },
  fr: {
    script: 'Latin',
    frequent: 'le la les et est une pas je vous pour dans des que qui ce il nous avec mais très du au sur elle',
    everyday: 'aujourd beaucoup toujours jamais semaine maison ville avant depuis encore pourquoi plusieurs moins',
  },
  es: {
    script: 'Latin',
    frequent: 'el la los las que y es no una por para con muy pero lo se del al como mi más está un en de',
    everyday: 'siempre nunca semana también después mucho ciudad hasta desde entonces mejor nada donde ahora',
  },
  it: {
    script: 'Latin',
    frequent: 'il la che non è di un una per sono con molto ma del della mi le si anche più ho questo gli',
    everyday: 'sempre settimana anche dopo molto città quando ancora prima bene tutto adesso oggi proprio',
  },
  pt: {
    script: 'Latin',
    frequent: 'o a os as que não é um uma para com muito mas do da em eu foi se mais por no na está',
    everyday: 'sempre semana também depois muito cidade até ainda agora melhor quando tudo hoje então',
  },
  nl: {
    script: 'Latin',
    frequent: 'de het een en van is niet ik dat op te voor met zijn ook maar we was er heel aan om bij',
    everyday: 'altijd nooit gisteren vandaag tussen opnieuw tegen echter helaas genoeg week werd moeten stad',
  },
  sv: {
    script: 'Latin',
    frequent: 'och att det är som en på för med inte den jag av har till ett var så men vi om mycket',
    everyday: 'alltid aldrig igår mellan också efter under mycket tillbaka genom vecka hela bara staden',
  },
  pl: {
    script: 'Latin',
    frequent: 'i w nie na się to jest z do że ale jak od po bardzo za co tak mi już było są przez',
    everyday: 'zawsze nigdy teraz między dzisiaj kiedy tylko jeszcze bardzo przed ponieważ miasto dobrze także',
  },
  tr: {
    script: 'Latin',
    frequent: 've bir bu da de çok için ama ne ile var ben daha gibi o en kadar sonra değil hiç mi olarak',
    everyday: 'bugün şimdi sonra kadar önce bütün yeni değil çünkü güzel zaman şehir insan başka',
  },
  cs: {
    script: 'Latin',
    frequent: 'a je se na to v že ne s z ale jsem do si i jako pro od by bylo velmi jsme už po',
    everyday: 'vždy nikdy dnes mezi protože ještě velmi před také město dobře všechno pouze jeho',
  },
  id: {
    script: 'Latin',
    frequent: 'yang dan di ini itu tidak untuk dengan saya dari ada akan sangat juga ke bisa sudah karena pada',
    everyday: 'selalu sekarang kemarin antara tetapi minggu rumah sebelum setelah orang kota bagus tahun semua',
  },
  vi: {
    script: 'Latin',
    frequent: 'và là của không có tôi được cho này với một rất những các trong đã người khi như thì',
    everyday: 'không được người những trong cũng nhưng nhiều phải năm việc đến ngày đó',
  },
  ru: {
    script: 'Cyrillic',
    frequent: 'и в не на что с я это как но по из у за от очень был все так мне для же бы ещё',
    everyday: 'сегодня всегда никогда между город потом после только почему время человек хорошо неделю дом',
  },
  uk: {
    script: 'Cyrillic',
    frequent: 'і в не на що з я це як але по та у за від дуже був все так мені для й ще є',
    everyday: 'сьогодні завжди ніколи між місто потім після тільки чому людина добре тиждень також його',
  },
  bg: {
    script: 'Cyrillic',
    frequent: 'и в не на че с да се за от е това са но като по ми много ще има със без съм',
    everyday: 'днес винаги никога между град след само защо време човек добре седмица също много',
  },
  ar: {
    script: 'Arabic',
    frequent: 'في من على إلى أن هذا التي كان مع لا ما عن هذه كل جدا لم أو لكن بعد قد',
    everyday: 'اليوم بعد قبل بين يوم مدينة وقت كثير جديد فقط الناس خلال عندما كانت',
  },
  fa: {
    script: 'Arabic',
    frequent: 'و در به از که این را با است برای آن یک خیلی بود هم تا نیست ما من های می',
    everyday: 'امروز همیشه بعد شهر زمان خوب مردم سال بین خانه کار بسیار هفته چرا',
  },
  ur: {
    script: 'Arabic',
    frequent: 'کے میں ہے کی اور سے کا کو یہ نے بہت نہیں پر ہیں کہ تھا بھی لیے ایک',
    everyday: 'آج ہمیشہ بعد شہر وقت اچھا لوگ سال کیوں گھر کام بہت ہفتہ صرف',
  },
  zh: { script: 'Han', frequent: '', everyday: '这说时们个对为来发会没过还样觉买卖气车长东书见话难让错钱' },
  ja: {
    script: 'Kana',
    frequent: '',
    everyday: 'です ます した こと から この ある いる ない まで よう もの それ という ため など',
  },
  ko: {
    script: 'Hangul',
    frequent: '',
    everyday: '정말 너무 그리고 아주 제품 사람 때문 오늘 시간 우리 생각 다시 항상 매우',
  },
  el: {
    script: 'Greek',
    frequent: '',
    everyday: 'και είναι σήμερα πάντα μετά πολύ χρόνο πόλη όμως αυτό πριν καλά γιατί τώρα',
  },
  he: { script: 'Hebrew', frequent: '', everyday: 'היום תמיד אחרי מאוד זמן עיר אבל לפני טוב למה עכשיו אנשים שנה בית' },
  hi: { script: 'Devanagari', frequent: '', everyday: 'आज बाद बहुत समय शहर लेकिन पहले अच्छा लोग साल घर काम यह नहीं' },
  th: { script: 'Thai', frequent: '', everyday: '' },
} as const satisfies Record<string, Language>;

export type LanguageCode = keyof typeof languages;

export const languageCodes = Object.keys(languages) as LanguageCode[];

/** Characters whose simplified form is only Japanese: they identify a vocabulary of single characters. */
export const japaneseCharacters = '気駅図価対変発売円働込帰読楽様当経済国実権県広検';
