// The letters beyond ASCII that languages use, the commonest first, and some of their common words in ASCII.

interface Letters {
  readonly letters: string;
  /** Common short words of Latin languages that hardly occur in others. */
  readonly words: string;
}

const table: Readonly<Record<string, string>> = {
  // Latin letters, in the West.
  en: 'éèïñüöáçâêàóíôäëû|the and is was for with that not but this very they have were',
  fr: 'éèàêçùôîâûïœëüÿæÉÀÈÊÇ|le les des est une pas pour dans très nous avec sur qui plus',
  de: 'üäößÜÄÖéèà|der die das und ist nicht ein sehr mit war auch wir aber auf',
  es: 'óíáéñúü¿¡ÁÉÑ|el los las que con para muy una por pero fue nos del como',
  it: 'èàòùìéÈ|il di che non per una molto con del della sono ma anche gli',
  pt: 'ãáçéíóêõúâàôÉÁ|que com para muito uma foi mas os as nos mais por tem',
  nl: 'ëéïöüèáó|het een van niet en zijn maar voor heel met was ook wij',
  da: 'øåæéØÅÆ|og det er ikke en at var til med meget men vi af',
  nb: 'åøæéÅØ|og det er ikke en var til med veldig men vi av som',
  sv: 'äåöéÄÅÖ|och det inte en att var till med mycket men vi av som',
  fi: 'äöåÄÖ|ja on ei oli se mutta oikein kun niin mutta hyvin',
  is: 'íáðúþéöóýæÞÍÁ|og er ekki var sem en til vi mjög',
  ca: 'àéèóíçòúïü·ÉÀ|els les que amb per molt una va però',
  ga: 'áéíóúÁÉÍ|agus an na bhi ach go leis',
  et: 'äõöüšžÕÄÖÜ|ja on ei oli see aga väga kui meil',
  sq: 'ëçËÇ|dhe nuk ishte shume por me te',
  // In central Europe.
  pl: 'ąęłóśżćźńŚŁŻĆŹ|nie jest to na bardzo sie ale byl i w z jak po',
  cs: 'íáéěžčřýšůúňťóďŽŠČŘÚ|je se na to v ale byl jsme velmi za po jako',
  sk: 'áíéčúžšýľťňďôóäŕĺŽŠČĽ|je sa na to v ale bol sme velmi za po ako',
  hu: 'áéőöóüíúűÁÉÖÓŐÜ|a az nem egy volt nagyon de hogy csak is mint',
  ro: 'ăîâțșţşîÎȘȚŞŢ|nu este un o foarte dar am cu pentru din la mai',
  hr: 'čćžšđŽŠČ|je nije bilo se na ali u i vrlo za smo od',
  sl: 'čšžČŠŽ|je ni bilo se na in zelo za smo od tudi',
  tr: 'ıüşçğöİâŞÇÖÜîû|bir ve ama bu olarak daha kadar gibi ile en',
  lt: 'ėšųįžąūčęŠŽČ|ir buvo bet labai yra su kad mums per ne',
  lv: 'āīēšūņļķžģčŠĀĒ|un ir bija bet no ar uz par loti mums ne',
  mt: 'ħżġċàĦŻĠĊ|li ta hija kien mhux u ma f',
  eo: 'ĝĉŭŝĵĥĜĈ|kaj estas la ne de mi tre sed',
  cy: 'ŵŷâêîôûŴ|yn y ac oedd iawn wedi',
  vi: '\u0300\u0301\u0303\u0323\u0309đươâêôăáàĐÂ|va la rat co toi cho cua trong nhung',
  // Other scripts.
  ru: 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёНПОСВКМДИТАБЯЗРГЕУЭЧЛФХШЖЮЦЩ|',
  uk: 'оаинівтрелскумдпзьябгчйхжїєюшцщфґНПОСВКМДІТАБЯЗРГЕУЧЄЛФХШЖЮЇ|',
  be: 'аныіеоркстлявзмудпцгўьчыхйшбюэёжфНПАСВКМДІТБЯЗРГУЧЛ|',
  bg: 'аеионтрсвлкдмпбзгуяцщчъжхшфйюьНПОСВКМДИТАБЯЗРГЕУЧЛ|',
  sr: 'аиоенрсјтупмлвкдзгбчћцжшљхђфњџНПОСВКМДИТАБЗРГЕУЈЛШЧ|',
  mk: 'аоиетнрвсдпклмјубзгчцшжќњфхљѓѕџНПОСВКМДИТАБЗРГЕУЈЛ|',
  el: 'αοιετσνηυρπκμςλωάίόγέδήθφχβύώξζψϊϋΤΗΟΠΑΣΚΜΕΔΝΓΛΦΒΧΘΡΆΈΌΊ|',
  he: 'יוהלאתרמבשנםדחקעפכגסטזןצךףץ|',
  ar: 'اليمنوتربدعهكفسةقحجشصطأخىضزثذإغءئظؤآ،؟|',
  th: 'านรอกเงมยลวดทสตะปบคแจพหชขใไโผศธณถฟญซฐภษฎฑฉฬฝฌฏฆ่้ิีัืุูำ็์ๆึฤฯ|',
};

/** A language's letters with their costs (the negative logarithm of their share), and its common words. */
export interface Language {
  readonly costs: ReadonlyMap<string, number>;
  readonly words: ReadonlySet<string>;
}

/** The share of the letters of a language among its characters beyond ASCII; the others are marks. */
const letterShare = 0.85;

export const languages: readonly Language[] = Object.entries(table).map(([name, entry]) => {
  const [letters = '', words = ''] = entry.split('|') as Partial<[string, string]>;
  const one: Letters = { letters, words };
  return {
    costs: costsOf(Array.from(one.letters), name === 'en' ? 0.25 : letterShare),
    words: new Set(one.words.split(' ').filter((word) => word !== '')),
  };
});

/** The share of a letter falls with its rank, as it does in languages. */
function costsOf(letters: readonly string[], share: number): Map<string, number> {
  const weights = letters.map((_, rank) => 1 / (rank + 3));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return new Map(letters.map((letter, rank) => [letter, -Math.log((share * weights[rank]!) / sum)]));
}
