// Sentences as people write them to a shop, in four languages; English and Chinese ones are in the samples.

export const sentences = {
  de: `Die Lieferung kam zwei Tage zu spät und der Karton war eingedrückt.
Leider passt mir die Jacke überhaupt nicht, ich möchte sie zurückgeben.
Können Sie mir bitte sagen, wann meine Bestellung verschickt wird?
Der Kundendienst war freundlich und hat das Problem sofort gelöst.
Seit gestern lässt sich die App nicht mehr öffnen.
Ich habe zweimal bezahlt und nur eine Rechnung bekommen.
Das Essen war lecker, aber viel zu teuer.
Wir waren mit dem Zimmer sehr zufrieden, nur das Frühstück war mager.
Mein Passwort wird nicht angenommen, obwohl es richtig ist.
Die Farbe sieht ganz anders aus als auf dem Foto.
Der Fahrer hat das Paket einfach vor die Tür gestellt.
Warum wurde der Preis über Nacht erhöht?
Die Waschmaschine macht beim Schleudern einen furchtbaren Lärm.
Auf meine drei Mails hat bisher niemand geantwortet.
Sehr gutes Buch, ich habe es an einem Abend gelesen.
Der Akku hält keine zwei Stunden durch.
Bitte löschen Sie mein Konto und alle meine Daten.
Die Schuhe fallen klein aus, eine Nummer größer nehmen.
Wo finde ich die Seriennummer meines Geräts?
Nach dem Update funktioniert der Drucker nicht mehr.
Alles bestens, gerne wieder!
Die Verkäuferin hatte offenbar keine Lust, uns zu beraten.
Im Schlafzimmer roch es nach kaltem Rauch.
Der Film zieht sich am Ende etwas, ist aber sehenswert.
Für diesen Preis kann man wirklich nicht meckern.`,
  ja: `注文した商品がまだ届いていません。
とても使いやすくて、買ってよかったです。
写真と色が全然違うので返品したいです。
店員さんの対応が丁寧で気持ちよかった。
アプリを開くとすぐに落ちてしまいます。
二回請求されているようなので確認してください。
料理はおいしかったが、待ち時間が長すぎる。
部屋は狭いけれど、駅から近くて便利でした。
パスワードを忘れてしまい、ログインできません。
配達の人が荷物を玄関に放り投げていった。
サイズが小さかったので交換できますか。
音が大きすぎて夜は使えない。
説明書が日本語ではなかったので困りました。
値段のわりに品質がよいと思います。
メールを三回送ったのに返事が来ない。
電池が半日しかもたない。
子どもがとても喜んでくれました。
領収書を会社の名前で発行してもらえますか。
もう二度と利用しないと思います。
景色がすばらしく、また来たいです。
画面に線が入っていて見づらい。
退会の方法を教えてください。
朝ごはんの種類がもう少し多いとうれしい。
映画の最後の場面で泣いてしまった。
箱がつぶれていましたが、中身は大丈夫でした。`,
  ru: `Заказ пришёл на неделю позже, и коробка была порвана.
Очень удобная вещь, пользуюсь каждый день.
Почему с меня сняли деньги два раза?
Подскажите, пожалуйста, когда отправят мою посылку.
Приложение перестало открываться после обновления.
Номер чистый, персонал вежливый, рядом с метро.
Цвет совсем не такой, как на фотографии.
Я забыл пароль и не могу войти.
Еда вкусная, но ждать пришлось больше часа.
Курьер был груб и отказался подняться на этаж.
Размер мал, хочу обменять на больший.
Телефон быстро разряжается и сильно греется.
Никто не отвечает на мои письма.
Хорошая книга, прочитала за один вечер.
Удалите, пожалуйста, мою учётную запись.
Стиральная машина шумит так, что слышно на улице.
Ребёнок в восторге от подарка.
Деньги за возврат до сих пор не пришли.
Фильм скучный, ушли с середины.
Цены выросли, а качество стало хуже.
На экране появилась чёрная полоса.
Спасибо за быстрый и вежливый ответ!
Завтрак скромный, но всё свежее.
Больше никогда здесь ничего не куплю.
Где можно скачать счёт для бухгалтерии?`,
  ar: `وصل الطلب متأخرا أسبوعا كاملا وكانت العلبة ممزقة.
المنتج ممتاز وأستخدمه كل يوم.
لماذا تم خصم المبلغ من حسابي مرتين؟
متى سيتم إرسال الطرد من فضلكم؟
التطبيق لا يعمل منذ التحديث الأخير.
الغرفة نظيفة والموظفون لطفاء جدا.
اللون مختلف تماما عن الصورة.
نسيت كلمة المرور ولا أستطيع الدخول.
الطعام لذيذ لكن الانتظار طويل.
كان السائق غير مهذب ورفض الصعود.
المقاس صغير وأريد استبداله بمقاس أكبر.
البطارية تنتهي بسرعة والهاتف يسخن.
لم يرد أحد على رسائلي حتى الآن.
كتاب جميل قرأته في ليلة واحدة.
أرجو حذف حسابي وكل بياناتي.
صوت الغسالة مرتفع جدا في الليل.
فرح الأطفال كثيرا بهذه الهدية.
لم أستلم المبلغ المسترد بعد.
الفيلم ممل وخرجنا قبل النهاية.
ارتفعت الأسعار وأصبحت الجودة أسوأ.
ظهر خط أسود على الشاشة.
شكرا على الرد السريع.
الإفطار بسيط لكن كل شيء طازج.
لن أشتري من هذا المتجر مرة أخرى.
أين يمكنني تحميل الفاتورة؟`,
} as const;
