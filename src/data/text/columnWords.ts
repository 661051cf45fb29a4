// The usual names of columns of texts, of labels and of neither, in many languages, as `foldName` writes them.

/**
 * A column name in a form for comparison: case, width, spaces, punctuation and characters that cannot be seen do not
 * count. A name of nothing else stays as it is.
 */
export function plainName(name: string): string {
  const lower = name.normalize('NFKC').toLowerCase();
  return lower.replace(/[^\p{L}\p{N}\p{M}]/gu, '') || lower.trim();
}

/**
 * Like `plainName`, but without accents of Latin letters and without a question's number: `3、Q2. Étiquette` is
 * `etiquette`.
 */
export function foldName(name: string): string {
  const unnumbered = name.normalize('NFKC').replace(/^\s*(?:(?:q|問|问)?\s*\d{1,3}\s*[.、:：)）]\s*)+/iu, '');
  return unaccented(plainName(unnumbered === '' ? name : unnumbered));
}

/** Words of a heading: `airline_sentiment:confidence`, `labelCount`, `Comment Text`. */
export function nameWords(name: string): string[] {
  return unaccented(
    name
      .normalize('NFKC')
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .toLowerCase(),
  )
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
}

/** Whether a name contains one of the parts: as a whole word in scripts with spaces, anywhere in others. */
export function hasPart(
  name: { readonly folded: string; readonly words: readonly string[] },
  parts: ReadonlySet<string>,
) {
  return [...parts].some((part) =>
    /^[a-z]/.test(part)
      ? name.words.some((word) => word === part || (part.length > 4 && word.startsWith(part)))
      : part.length > 1 && name.folded.includes(part),
  );
}

function unaccented(text: string): string {
  return text
    .normalize('NFD')
    .replace(/([a-z])\p{M}+/gu, '$1')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .normalize('NFC');
}

function words(lines: string): ReadonlySet<string> {
  return new Set(lines.trim().split(/\s+/).map(unaccented));
}

/** Names of text columns. */
export const textNames = words(`
  text texts fulltext rawtext cleantext cleanedtext tweettext commenttext reviewtext posttext emailtext smstext
  bodytext review reviews reviewbody sentence sentences content contents comment comments commentbody tweet
  tweets message messages utterance body article feedback emailbody complaint complaints narrative
  consumercomplaintnarrative passage paragraph snippet transcript transcription verbatim verbatims openended
  freetext text1 sentence1 texta sentencea question1 lyrics abstract dialog dialogue phrase utterances
  suggestion suggestions testimonial 文本 文本内容 评论 评论内容 评价 评价内容 内容 正文 句子 留言 微博 语句 文字 原文 反馈 意见 建议 您的意见 问题描述 弹幕 点评 评语
  帖子 推文 短信 邮件内容 短信内容 微博内容 新闻内容 投诉 投诉内容 诉求 用户评论 商品评论 语料 文章 段落 话语 对话 感想 感受 看法 反馈内容 评論 評論 評論內容 評價 評價內容 內容 文本內容 意見
  建議 問題 新聞 投訴 貼文 留言內容 心得 kommentar kommentare nachricht satz inhalt beitrag rezension rezensionen meinung
  anmerkung anmerkungen ruckmeldung freitext wortlaut bewertungen bewertungstext kundenmeinung texte textes
  commentaire commentaires avis phrase contenu critique remarque remarques temoignage enonce texto textos
  comentario comentarios resena resenas mensaje oracion frase frases contenido critica queja quejas tuit
  observacion observaciones mensajes testo testi commento commenti recensione recensioni messaggio messaggi
  contenuto opinione opinioni osservazione osservazioni mensagem mensagens conteudo opiniao opinioes resenha
  reclamacao observacao avaliacaotexto tekst bericht zin inhoud recensie opmerking komentarz recenzja opinia
  tresc zdanie wiadomosc metin yorum yorumlar mesaj cumle icerik gorus komentar recenze zprava veta obsah
  meddelande innehall vanban binhluan noidung nhanxet phanhoi teks ulasan komentar kalimat pesan szoveg velemeny
  megjegyzes teksti kommentti текст тексты отзыв отзывы комментарий комментарии сообщение сообщения содержание
  мнение твит статья обращение жалоба відгук коментар повідомлення рецензия テキスト 文 文章 本文 レビュー 口コミ コメント 感想 ご意見
  メッセージ 発話 ツイート 投稿 自由記述 問い合わせ お問い合わせ内容 レビュー本文 텍스트 문장 본문 리뷰 댓글 내용 의견 메시지 후기 코멘트 발화 نص النص تعليق التعليق مراجعة
  المراجعة رسالة الرسالة جملة الجملة محتوى المحتوى رأي الرأي تغريدة التغريدة متن نظر جمله پیام دیدگاه טקסט תגובה
  ביקורת משפט הודעה תוכן पाठ टिप्पणी समीक्षा वाक्य संदेश ข้อความ รีวิว ความคิดเห็น ประโยค เนื้อหา κείμενο σχόλιο
  κριτική πρόταση μήνυμα
`);
/** Names of text columns that other columns have too. */
export const likelyTextNames = words(`
  opinion opinions remark remarks response responses answer answers reply replies note notes statement claim
  premise question questions query prompt instruction sample input v2 overview issue ticket request chat quote
  email sms news document post story plot caption 问题 回答 回复 新闻 描述 咨询 提问 问題 回饋 antwort frage aussage reponse
  pregunta respuesta domanda risposta resposta pergunta vraag antwoord mening pytanie odpowiedz soru cevap
  вопрос ответ предложение 質問 답변 질문 سؤال
`);
/** Names of text columns that often accompany a longer one. */
export const lesserTextNames = words(`
  description descriptions summary title headline subject details detail reason background profile bio 标题 描述 摘要
  简介 主题 说明 备注 详情 標題 說明 備註 摘要內容 タイトル 件名 説明 概要 제목 설명 요약 titel titre sujet titulo titolo beschreibung descricao
  descripcion descrizione resume zusammenfassung beschrijving opis aciklama заголовок описание тема العنوان
  عنوان الوصف כותרת
`);
/** Parts of the names of text columns, and of questions that ask for a text. */
export const textParts = words(`
  text review sentence comment content tweet message feedback opinion think thoughts tellus describe remark
  suggestion complaint why 评论 内容 文本 正文 句子 评价 意见 建议 反馈 留言 感想 感受 看法 想法 描述 評論 內容 評價 意見 建議 回饋 レビュー コメント 感想 意見 自由記述
  리뷰 댓글 의견 내용 문장 kommentar meinung nachricht commentaire avis remarque comentario opinion mensaje commento
  recensione opinione messaggio mensagem opiniao yorum отзыв коммент мнение текст сообщени تعليق نص رأي
`);

/** Names that columns of labels have, and hardly any other. */
export const labelNames = words(`
  label labels labelname labeltext sentiment sentiments sentimentlabel category categories class classes
  classname classlabel target targets polarity emotion emotions intent intents stance toxicity isspam spam
  ishate hate hatespeech toxic verdict goldlabel groundtruth annotation recommend recommended isrecommended
  istoxic sarcasm issarcastic 情感标签 标签 分类标签 类别标签 情感 情感倾向 情感极性 情感类别 类别 分类 标注 极性 意图 是否推荐 满意度 立场 情绪 评价等级 是否满意 標籤 類別
  分類 情感標籤 情緒 立場 滿意度 是否推薦 ラベル カテゴリ カテゴリー 分類 感情 極性 레이블 라벨 카테고리 분류 감정 감성 etikett kategorie klasse stimmung
  etiquette categorie classe sentimento etiqueta categoria clase sentimiento etichetta rotulo etiket kategori
  sinif duygu etykieta kategoria klasa nhan danhmuc camxuc stitek kategorie trida метка метки категория класс
  тональность настроение эмоция интент мітка категорія تصنيف التصنيف الفئة فئة المشاعر مشاعر تسمية التسمية برچسب
  احساس תווית קטגוריה סיווג רגש लेबल श्रेणी ป้าย ป้ายกำกับ หมวดหมู่ ετικέτα κατηγορία συναίσθημα
`);
/** Names that columns of labels have, and others too. */
export const lesserLabelNames = words(`
  labelid classindex classid topic tag tags type types stars star rating ratings score scores similarity group
  result outcome status decision grade level priority severity department y output v1 answerkey correct truth
  satisfaction satisfied mood genre 类型 评分 星级 打分 得分 等级 结果 级别 分数 主题 话题 结论 判断 优先级 部门 評分 星等 等級 結果 類型 評価 星 評点 種類 결과
  등급 평점 별점 유형 bewertung note sterne typ ergebnis thema gruppe note evaluation type resultat sujet puntuacion
  calificacion valoracion tipo resultado tema grupo voto valutazione punteggio esito argomento nota avaliacao
  estrelas resultado puan sonuc tur ocena wynik typ wynik diem оценка рейтинг тип результат группа рубрика
  التقييم تقييم النوع نوع דירוג סוג
`);
/** Parts of the names of label columns. */
export const labelParts = words(`
  label sentiment category class target emotion rating score stance toxic spam recommend satisf polarity intent
  verdict grade 标签 情感 类别 分类 满意 是否 等级 评分 情绪 推荐 標籤 類別 分類 滿意 評分 推薦 ラベル カテゴリ 評価 満足 감정 라벨 분류 평점 만족 kategor klasse
  zufrieden empfehl categori sentim satisfa recomend raccomand satisfait kategori категор оценк тональност
`);

/** Names of columns that are neither: numbers of rows, times, people, places, counts. */
export const otherNames = words(`
  id ids uid uuid guid index idx no nr num number key hash sha md5 row rowid unnamed timestamp time date
  datetime created createdat updated updatedat year month day hour timezone submitted submitdate user username
  userid name fullname firstname lastname nickname author reviewer customer person annotator annotators worker
  mail emailaddress phone tel mobile fax address ip url uri link website domain path file filename image photo
  video audio lang language locale source platform device browser version channel country state region city
  province zip postcode location lat lon latitude longitude gender sex age birthday education occupation job
  income marital count counts total length len size wordcount confidence conf probability prob probabilities
  weight duration seconds trust gold reviewerid company airline productid asin brand price quantity likes
  retweets favorites followers shares upvotes helpful votes split fold partition set 编号 序号 ID 时间 日期 提交时间 提交答卷时间
  创建时间 更新时间 所用时间 姓名 名字 昵称 用户 用户名 作者 邮箱 电话 手机 手机号 地址 链接 网址 来源 来源详情 来自IP IP 性别 您的性别 年龄 您的年龄 学历 职业 城市 省份 地区 国家 语言
  设备 版本 渠道 数量 次数 置信度 概率 长度 价格 点赞数 商品 品牌 編號 時間 日期 姓名 名稱 使用者 作者 電話 地址 連結 網址 來源 性別 年齡 城市 國家 語言 数 番号 日時 日付 名前 氏名 性別
  年齢 都道府県 국가 성별 나이 날짜 시간 이름 작성자 번호 datum zeit zeitstempel nutzer benutzer benutzername vorname nachname autor
  geschlecht alter stadt land sprache quelle anzahl nummer heure horodatage utilisateur nom prenom auteur sexe
  ville pays langue nombre numero fecha hora usuario nombre apellido autor genero sexo edad ciudad pais idioma
  fuente cantidad numero correo telefono data ora utente nome cognome autore genere sesso eta citta paese lingua
  fonte numero usuario nome genero idade cidade idioma telefone data hora tarih saat kullanici isim cinsiyet yas
  sehir дата время пользователь имя автор пол возраст город страна язык источник номер التاريخ تاريخ الوقت الاسم
  المستخدم الجنس العمر المدينة الرقم
`);
/** Last words of names that say something about a label and are none: `sentiment_confidence`, `label_count`. */
export const measureWords = words(`
  confidence conf count counts id ids index prob probability probabilities proba time date url link name user
  author number num reason gold weight variance std stddev agreement annotator length 置信度 概率 数量 次数 编号 时间 日期 链接
  理由 原因 權重 置信 編號 確信度 信頼度 신뢰도 konfidenz anzahl confianza confiance fiducia confianca уверенность
`);
