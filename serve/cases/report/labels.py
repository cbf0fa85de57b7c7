"""The report's own words: language tag -> label -> text. What people wrote stays in their languages."""

from collections.abc import Mapping
from types import MappingProxyType

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar"})

_ENGLISH = {
    "title": "Case report",
    "agency": "Agency",
    "country": "Country",
    "place": "Place",
    "lane": "Lane",
    "declaration": "Declaration or parcel number",
    "state": "State",
    "legal_hold": "Legal hold",
    "hold": "Yes: nothing of this case may be deleted",
    "no_hold": "None",
    "opened": "Opened",
    "closed": "Closed",
    "not_closed": "Not closed",
    "printed": "This report was made",
    "id": "Id in the record",
    "notes": "Notes",
    "undrawn_title": "Some characters are not drawn",
    "undrawn": (
        "In the place of a character that could not be drawn stands its code in brackets, such as [U+1F600]; "
        "“+12” after it says that 12 more characters were there. "
        "The exact text is in the file case.json of the evidence bundle."
    ),
    "reading_title": "How to read this report",
    "reading_roles": (
        "Two kinds of statement are kept apart. Under “Assistant's verdict”, in a dotted frame, stands what a computer "
        "program said after comparing photos. Under “Officer's conclusion”, in a heavy black frame, stands what a "
        "person found. The program supports a decision; it does not make one."
    ),
    "reading_digests": (
        "Under each photo stands its SHA-256 digest: 64 hexadecimal digits computed from the file as it was received. "
        "If anything in that file were changed, the digest would change, too. The photos printed here are copies "
        "for reading; the originals are in the evidence bundle."
    ),
    "reading_times": "All times are Coordinated Universal Time (UTC).",
    "glance": "Items at a glance",
    "no_items": "This case has no items.",
    "item": "Item {number}",
    "item_column": "Item",
    "description": "Description",
    "product": "Product",
    "none": "None",
    "photos": "Photos",
    "photo": "Photo {number}",
    "photo_column": "Photo",
    "received": "Received",
    "sha256": "SHA-256 of the original",
    "verdict": "Assistant's verdict",
    "verdict_role": "Said by a computer program about photos. Not a decision.",
    "no_verdict": "The assistant has given no verdict on this item.",
    "means": "What it means",
    "means_not": "What it does not mean",
    "reason": "Reason",
    "basis": "What it rests on",
    "strength": "Strength of the evidence",
    "bound": "How often such an answer is wrong",
    "point": "Where it was compared",
    "finding": "Finding",
    "weight": "Weight in this verdict",
    "genuine": "Genuine",
    "counterfeit": "Counterfeit",
    "note": "Note",
    "code": "Number read on a photo",
    "limits": "What the assistant can't know",
    "photos_examined": "Photos examined",
    "examined": "Examined",
    "examination": "Examination",
    "release": "Release of the assistant",
    "conclusion": "Officer's conclusion",
    "conclusion_role": "Found by a person.",
    "no_conclusion": "No officer has entered a conclusion on this item.",
    "by": "By",
    "at": "Time",
    "before_verdict": "Entered before the assistant had given a verdict on this item.",
    "after_verdict": "Entered after the assistant had given a verdict on this item.",
    "opinion": "Second opinion",
    "opinion_role": "Found by another person.",
    "enquiry": "Enquiry to the right holder",
    "right_holder": "Right holder",
    "question": "Question",
    "answer": "Answer",
    "unanswered": "No answer yet.",
    "statement": "Statement for the proceedings",
    "custody": "Chain of custody",
    "custody_text": (
        "Every entry of the audit log holds the digest of the entry before it, and the last entry is signed, so that "
        "a change, a removal or a later insertion shows. Listed are the entries that concern this case; the numbers "
        "between them belong to other cases."
    ),
    "digest_of_each": "Under each entry stands its SHA-256 digest.",
    "looks_left_out": "Not listed are {count} entries of mere looks at the case; they are in the evidence bundle.",
    "no_events": "The audit log has no entry for this case.",
    "number_column": "No.",
    "actor": "Who",
    "action": "Action",
    "subject": "Of what",
    "digest": "Digest (SHA-256)",
    "signed_head": "Signed end of the audit log",
    "signed_number": "Number of the last entry",
    "key": "Signing key",
    "signature": "Signature (Ed25519)",
    "check_title": "How to check this report",
    "check": (
        "The evidence bundle holds the original photos, the file case.json and the signed audit log. The command "
        "“shingan verify BUNDLE.zip” computes every digest again, checks the signature, and names whatever does "
        "not agree."
    ),
    "page": "Page {page} of {pages}",
}
_JAPANESE = {
    "title": "事件報告書",
    "agency": "機関",
    "country": "国",
    "place": "場所",
    "lane": "検査区分",
    "declaration": "申告番号または郵便物番号",
    "state": "状態",
    "legal_hold": "証拠保全",
    "hold": "保全中。この事件の記録は一切削除できません",
    "no_hold": "なし",
    "opened": "開始",
    "closed": "終了",
    "not_closed": "未終了",
    "printed": "本報告書の作成",
    "id": "記録上の識別子",
    "notes": "メモ",
    "undrawn_title": "表示できない文字があります",
    "undrawn": (
        "表示できない文字の位置には、[U+1F600] のように文字番号を角括弧で示しています。番号の後の「+12」は、"
        "同様の文字がさらに12字続くことを表します。正確な文字列は、証拠一式の case.json にあります。"
    ),
    "reading_title": "本報告書の読み方",
    "reading_roles": (
        "本報告書では、二種類の記述を分けて示します。点線の枠の「アシスタントの判定」は、コンピュータープログラムが"
        "写真を比較して出した結果です。太い黒枠の「担当官の結論」は、人が下した結論です。"
        "プログラムは判断を助けるものであり、判断を下すものではありません。"
    ),
    "reading_digests": (
        "各写真の下に SHA-256 ダイジェストを示します。これは、受領したファイルそのものから計算した64桁の十六進数です。"
        "ファイルが少しでも変われば、この値も変わります。ここに印刷した写真は閲覧用の複製であり、"
        "原本は証拠一式に含まれています。"
    ),
    "reading_times": "時刻はすべて協定世界時(UTC)です。",
    "glance": "物品一覧",
    "no_items": "この事件には物品がありません。",
    "item": "物品 {number}",
    "item_column": "物品",
    "description": "説明",
    "product": "製品",
    "none": "なし",
    "photos": "写真",
    "photo": "写真 {number}",
    "photo_column": "写真",
    "received": "受領",
    "sha256": "原本の SHA-256",
    "verdict": "アシスタントの判定",
    "verdict_role": "コンピュータープログラムが写真について出した結果であり、決定ではありません。",
    "no_verdict": "この物品について、アシスタントの判定はありません。",
    "means": "意味すること",
    "means_not": "意味しないこと",
    "reason": "理由",
    "basis": "判定の根拠",
    "strength": "証拠の強さ",
    "bound": "このような判定が誤る割合",
    "point": "比較した箇所",
    "finding": "所見",
    "weight": "この判定での重み",
    "genuine": "真正品",
    "counterfeit": "模倣品",
    "note": "備考",
    "code": "写真から読み取った番号",
    "limits": "アシスタントには分からないこと",
    "photos_examined": "検査した写真",
    "examined": "検査日時",
    "examination": "検査",
    "release": "アシスタントのリリース",
    "conclusion": "担当官の結論",
    "conclusion_role": "人による結論です。",
    "no_conclusion": "この物品について、担当官の結論は記入されていません。",
    "by": "記入者",
    "at": "日時",
    "before_verdict": "この物品についてアシスタントの判定が出る前に記入されました。",
    "after_verdict": "この物品についてアシスタントの判定が出た後に記入されました。",
    "opinion": "別の担当官の意見",
    "opinion_role": "別の人による所見です。",
    "enquiry": "権利者への照会",
    "right_holder": "権利者",
    "question": "照会内容",
    "answer": "回答",
    "unanswered": "回答はまだありません。",
    "statement": "手続用の陳述書",
    "custody": "証拠の管理履歴",
    "custody_text": (
        "監査記録の各項目は直前の項目のダイジェストを含み、最後の項目には電子署名が付されています。"
        "そのため、変更、削除、後からの挿入は必ず判明します。ここにはこの事件に関する項目を示します。"
        "間の番号は他の事件に関するものです。"
    ),
    "digest_of_each": "各項目の下に、その SHA-256 ダイジェストを示します。",
    "looks_left_out": "単なる閲覧の記録 {count} 件はここに示さず、証拠一式に収めています。",
    "no_events": "この事件に関する監査記録はありません。",
    "number_column": "番号",
    "actor": "行為者",
    "action": "行為",
    "subject": "対象",
    "digest": "ダイジェスト(SHA-256)",
    "signed_head": "監査記録の末尾の署名",
    "signed_number": "最後の項目の番号",
    "key": "署名鍵",
    "signature": "署名(Ed25519)",
    "check_title": "本報告書の検証方法",
    "check": (
        "証拠一式には、写真の原本、case.json、署名付きの監査記録が含まれています。"
        "コマンド「shingan verify BUNDLE.zip」は、すべてのダイジェストを計算し直し、署名を検証して、"
        "一致しないものがあればその名前を示します。"
    ),
    "page": "{page} / {pages} ページ",
}
_FRENCH = {
    "title": "Rapport de dossier",
    "agency": "Service",
    "country": "Pays",
    "place": "Lieu",
    "lane": "Circuit de contrôle",
    "declaration": "Numéro de déclaration ou de colis",
    "state": "État",
    "legal_hold": "Conservation obligatoire",
    "hold": "Oui : rien de ce dossier ne peut être supprimé",
    "no_hold": "Aucune",
    "opened": "Ouvert",
    "closed": "Clos",
    "not_closed": "Non clos",
    "printed": "Établissement de ce rapport",
    "id": "Identifiant dans le registre",
    "notes": "Notes",
    "undrawn_title": "Certains caractères ne sont pas affichés",
    "undrawn": (
        "À la place d'un caractère qui n'a pas pu être affiché figure son code entre crochets, par exemple [U+1F600] ; "
        "« +12 » après ce code signifie que 12 autres caractères suivaient. "
        "Le texte exact se trouve dans le fichier case.json du dossier de preuves."
    ),
    "reading_title": "Comment lire ce rapport",
    "reading_roles": (
        "Deux sortes d'énoncés sont tenues séparées. Sous « Verdict de l'assistant », dans un cadre pointillé, figure "
        "ce qu'un programme informatique a dit après avoir comparé des photos. Sous « Conclusion de l'agent », dans un "
        "cadre noir épais, figure ce qu'une personne a constaté. Le programme aide à décider ; il ne décide pas."
    ),
    "reading_digests": (
        "Sous chaque photo figure son empreinte SHA-256 : 64 chiffres hexadécimaux calculés sur le fichier tel qu'il a "
        "été reçu. Si quoi que ce soit dans ce fichier changeait, l'empreinte changerait aussi. Les photos imprimées "
        "ici sont des copies de lecture ; les originaux se trouvent dans le dossier de preuves."
    ),
    "reading_times": "Toutes les heures sont en temps universel coordonné (UTC).",
    "glance": "Vue d'ensemble des objets",
    "no_items": "Ce dossier ne contient aucun objet.",
    "item": "Objet {number}",
    "item_column": "Objet",
    "description": "Description",
    "product": "Produit",
    "none": "Aucun élément",
    "photos": "Photos",
    "photo": "Photo {number}",
    "photo_column": "Photo",
    "received": "Reçue",
    "sha256": "SHA-256 de l'original",
    "verdict": "Verdict de l'assistant",
    "verdict_role": "Énoncé par un programme à partir de photos. Ce n'est pas une décision.",
    "no_verdict": "L'assistant n'a rendu aucun verdict sur cet objet.",
    "means": "Ce que cela signifie",
    "means_not": "Ce que cela ne signifie pas",
    "reason": "Motif",
    "basis": "Ce sur quoi cela repose",
    "strength": "Force de l'indice",
    "bound": "Fréquence d'erreur d'une telle réponse",
    "point": "Endroit comparé",
    "finding": "Constat",
    "weight": "Poids dans ce verdict",
    "genuine": "Authentique",
    "counterfeit": "Contrefait",
    "note": "Remarque",
    "code": "Numéro lu sur une photo",
    "limits": "Ce que l'assistant ne peut pas savoir",
    "photos_examined": "Photos examinées",
    "examined": "Examiné",
    "examination": "Examen",
    "release": "Version de l'assistant",
    "conclusion": "Conclusion de l'agent",
    "conclusion_role": "Constatée par une personne.",
    "no_conclusion": "Aucun agent n'a saisi de conclusion sur cet objet.",
    "by": "Par",
    "at": "Date et heure",
    "before_verdict": "Saisie avant que l'assistant ait rendu un verdict sur cet objet.",
    "after_verdict": "Saisie après que l'assistant a rendu un verdict sur cet objet.",
    "opinion": "Second avis",
    "opinion_role": "Constaté par une autre personne.",
    "enquiry": "Demande au titulaire des droits",
    "right_holder": "Titulaire des droits",
    "question": "Question",
    "answer": "Réponse",
    "unanswered": "Pas encore de réponse.",
    "statement": "Déclaration pour la procédure",
    "custody": "Chaîne de conservation",
    "custody_text": (
        "Chaque entrée du journal d'audit contient l'empreinte de l'entrée précédente, et la dernière est signée : une "
        "modification, une suppression ou un ajout ultérieur se voit. Ne sont listées que les entrées qui concernent "
        "ce dossier ; les numéros intermédiaires appartiennent à d'autres dossiers."
    ),
    "digest_of_each": "Sous chaque entrée figure son empreinte SHA-256.",
    "looks_left_out": (
        "Ne sont pas listées {count} entrées de simples consultations ; elles figurent dans le dossier de preuves."
    ),
    "no_events": "Le journal d'audit ne contient aucune entrée pour ce dossier.",
    "number_column": "N°",
    "actor": "Qui",
    "action": "Action",
    "subject": "Sur quoi",
    "digest": "Empreinte (SHA-256)",
    "signed_head": "Fin signée du journal d'audit",
    "signed_number": "Numéro de la dernière entrée",
    "key": "Clé de signature",
    "signature": "Signature (Ed25519)",
    "check_title": "Comment vérifier ce rapport",
    "check": (
        "Le dossier de preuves contient les photos originales, le fichier case.json et le journal d'audit signé. La "
        "commande « shingan verify BUNDLE.zip » recalcule toutes les empreintes, vérifie la signature et nomme ce qui "
        "ne concorde pas."
    ),
    "page": "Page {page} sur {pages}",
}
_SPANISH = {
    "title": "Informe del expediente",
    "agency": "Organismo",
    "country": "País",
    "place": "Lugar",
    "lane": "Canal de control",
    "declaration": "Número de declaración o de paquete",
    "state": "Estado",
    "legal_hold": "Conservación obligatoria",
    "hold": "Sí: no puede borrarse nada de este expediente",
    "no_hold": "Ninguna",
    "opened": "Abierto",
    "closed": "Cerrado",
    "not_closed": "Sin cerrar",
    "printed": "Elaboración de este informe",
    "id": "Identificador en el registro",
    "notes": "Notas",
    "undrawn_title": "Algunos caracteres no se muestran",
    "undrawn": (
        "En lugar de un carácter que no se pudo mostrar figura su código entre corchetes, por ejemplo [U+1F600]; "
        "«+12» tras el código indica que seguían otros 12 caracteres. "
        "El texto exacto está en el archivo case.json del paquete de pruebas."
    ),
    "reading_title": "Cómo leer este informe",
    "reading_roles": (
        "Se distinguen dos clases de afirmaciones. Bajo «Veredicto del asistente», en un marco de puntos, figura lo "
        "que dijo un programa informático tras comparar fotos. Bajo «Conclusión del agente», en un marco negro grueso, "
        "figura lo que determinó una persona. El programa ayuda a decidir; no decide."
    ),
    "reading_digests": (
        "Bajo cada foto figura su resumen SHA-256: 64 cifras hexadecimales calculadas a partir del archivo tal como se "
        "recibió. Si cambiara algo en ese archivo, cambiaría también el resumen. Las fotos impresas aquí son copias "
        "para la lectura; los originales están en el paquete de pruebas."
    ),
    "reading_times": "Todas las horas están en tiempo universal coordinado (UTC).",
    "glance": "Resumen de los objetos",
    "no_items": "Este expediente no contiene objetos.",
    "item": "Objeto {number}",
    "item_column": "Objeto",
    "description": "Descripción",
    "product": "Producto",
    "none": "Sin datos",
    "photos": "Fotos",
    "photo": "Foto {number}",
    "photo_column": "Foto",
    "received": "Recibida",
    "sha256": "SHA-256 del original",
    "verdict": "Veredicto del asistente",
    "verdict_role": "Emitido por un programa a partir de fotos. No es una decisión.",
    "no_verdict": "El asistente no ha emitido ningún veredicto sobre este objeto.",
    "means": "Qué significa",
    "means_not": "Qué no significa",
    "reason": "Motivo",
    "basis": "En qué se basa",
    "strength": "Fuerza del indicio",
    "bound": "Con qué frecuencia falla una respuesta así",
    "point": "Lugar comparado",
    "finding": "Hallazgo",
    "weight": "Peso en este veredicto",
    "genuine": "Auténtico",
    "counterfeit": "Falsificado",
    "note": "Nota",
    "code": "Número leído en una foto",
    "limits": "Lo que el asistente no puede saber",
    "photos_examined": "Fotos examinadas",
    "examined": "Examinado",
    "examination": "Examen",
    "release": "Versión del asistente",
    "conclusion": "Conclusión del agente",
    "conclusion_role": "Determinada por una persona.",
    "no_conclusion": "Ningún agente ha registrado una conclusión sobre este objeto.",
    "by": "Por",
    "at": "Fecha y hora",
    "before_verdict": "Registrada antes de que el asistente emitiera un veredicto sobre este objeto.",
    "after_verdict": "Registrada después de que el asistente emitiera un veredicto sobre este objeto.",
    "opinion": "Segunda opinión",
    "opinion_role": "Determinada por otra persona.",
    "enquiry": "Consulta al titular de los derechos",
    "right_holder": "Titular de los derechos",
    "question": "Pregunta",
    "answer": "Respuesta",
    "unanswered": "Aún sin respuesta.",
    "statement": "Declaración para el procedimiento",
    "custody": "Cadena de custodia",
    "custody_text": (
        "Cada entrada del registro de auditoría contiene el resumen de la anterior, y la última está firmada, de modo "
        "que se nota cualquier cambio, supresión o adición posterior. Se enumeran las entradas que atañen a este "
        "expediente; los números intermedios pertenecen a otros expedientes."
    ),
    "digest_of_each": "Bajo cada entrada figura su resumen SHA-256.",
    "looks_left_out": ("No se enumeran {count} entradas de simples consultas; están en el paquete de pruebas."),
    "no_events": "El registro de auditoría no contiene ninguna entrada de este expediente.",
    "number_column": "N.º",
    "actor": "Quién",
    "action": "Acción",
    "subject": "Sobre qué",
    "digest": "Resumen (SHA-256)",
    "signed_head": "Final firmado del registro de auditoría",
    "signed_number": "Número de la última entrada",
    "key": "Clave de firma",
    "signature": "Firma (Ed25519)",
    "check_title": "Cómo comprobar este informe",
    "check": (
        "El paquete de pruebas contiene las fotos originales, el archivo case.json y el registro de auditoría firmado. "
        "La orden «shingan verify BUNDLE.zip» vuelve a calcular todos los resúmenes, comprueba la firma y nombra lo "
        "que no concuerde."
    ),
    "page": "Página {page} de {pages}",
}
_ARABIC = {
    "title": "تقرير القضية",
    "agency": "الجهة",
    "country": "البلد",
    "place": "المكان",
    "lane": "مسار التفتيش",
    "declaration": "رقم البيان الجمركي أو الطرد",
    "state": "الحالة",
    "legal_hold": "الحفظ القانوني",
    "hold": "نعم: لا يجوز حذف أي شيء من هذه القضية",
    "no_hold": "لا يوجد",
    "opened": "تاريخ الفتح",
    "closed": "تاريخ الإغلاق",
    "not_closed": "لم تُغلق",
    "printed": "إعداد هذا التقرير",
    "id": "المعرّف في السجل",
    "notes": "ملاحظات",
    "undrawn_title": "بعض الأحرف غير معروضة",
    "undrawn": (
        "في موضع كل حرف تعذّر عرضه يظهر رمزه بين قوسين معقوفين، مثل [U+1F600]، "
        "ويعني «+12» بعد الرمز أن 12 حرفًا آخر كان يليه. "
        "النص الدقيق موجود في الملف case.json ضمن حزمة الأدلة."
    ),
    "reading_title": "كيف يُقرأ هذا التقرير",
    "reading_roles": (
        "يفصل هذا التقرير بين نوعين من الأقوال. فتحت «حكم المساعد»، في إطار منقّط، يرد ما قاله برنامج حاسوبي بعد "
        "مقارنة الصور. وتحت «استنتاج الموظف»، في إطار أسود سميك، يرد ما خلص إليه شخص. "
        "البرنامج يساعد على اتخاذ القرار ولا يتخذه."
    ),
    "reading_digests": (
        "تحت كل صورة بصمتها الرقمية SHA-256: وهي 64 رقمًا ستّ عشريًا محسوبة من الملف كما ورد. لو تغيّر أي شيء في الملف "
        "لتغيّرت البصمة أيضًا. الصور المطبوعة هنا نسخ للاطلاع، أما الأصول فموجودة في حزمة الأدلة."
    ),
    "reading_times": "جميع الأوقات بالتوقيت العالمي المنسق (UTC).",
    "glance": "نظرة عامة على الأصناف",
    "no_items": "لا توجد أصناف في هذه القضية.",
    "item": "الصنف {number}",
    "item_column": "الصنف",
    "description": "الوصف",
    "product": "المنتج",
    "none": "لا يوجد",
    "photos": "الصور",
    "photo": "الصورة {number}",
    "photo_column": "الصورة",
    "received": "تاريخ الاستلام",
    "sha256": "بصمة SHA-256 للأصل",
    "verdict": "حكم المساعد",
    "verdict_role": "قاله برنامج حاسوبي عن الصور، وليس قرارًا.",
    "no_verdict": "لم يصدر المساعد أي حكم على هذا الصنف.",
    "means": "ما يعنيه ذلك",
    "means_not": "ما لا يعنيه ذلك",
    "reason": "السبب",
    "basis": "ما يستند إليه",
    "strength": "قوة الدليل",
    "bound": "مدى تكرار الخطأ في مثل هذا الجواب",
    "point": "موضع المقارنة",
    "finding": "النتيجة",
    "weight": "الوزن في هذا الحكم",
    "genuine": "الأصلي",
    "counterfeit": "المقلَّد",
    "note": "ملاحظة",
    "code": "رقم مقروء من صورة",
    "limits": "ما لا يستطيع المساعد معرفته",
    "photos_examined": "الصور المفحوصة",
    "examined": "تاريخ الفحص",
    "examination": "الفحص",
    "release": "إصدار المساعد",
    "conclusion": "استنتاج الموظف",
    "conclusion_role": "خلص إليه شخص.",
    "no_conclusion": "لم يُدخل أي موظف استنتاجًا بشأن هذا الصنف.",
    "by": "بواسطة",
    "at": "الوقت",
    "before_verdict": "أُدخل قبل أن يصدر المساعد حكمًا على هذا الصنف.",
    "after_verdict": "أُدخل بعد أن أصدر المساعد حكمًا على هذا الصنف.",
    "opinion": "رأي ثانٍ",
    "opinion_role": "خلص إليه شخص آخر.",
    "enquiry": "استفسار موجّه إلى صاحب الحق",
    "right_holder": "صاحب الحق",
    "question": "السؤال",
    "answer": "الجواب",
    "unanswered": "لا جواب بعد.",
    "statement": "إفادة لأغراض الإجراءات",
    "custody": "سلسلة الحيازة",
    "custody_text": (
        "يحتوي كل قيد في سجل التدقيق على بصمة القيد السابق، والقيد الأخير موقَّع، فيظهر أي تغيير أو حذف أو إضافة لاحقة. "
        "القيود المدرجة هنا هي التي تخص هذه القضية، أما الأرقام الواقعة بينها فتخص قضايا أخرى."
    ),
    "digest_of_each": "تحت كل قيد بصمته SHA-256.",
    "looks_left_out": "لم تُدرج هنا {count} من قيود الاطلاع فقط، وهي موجودة في حزمة الأدلة.",
    "no_events": "لا يوجد في سجل التدقيق أي قيد يخص هذه القضية.",
    "number_column": "الرقم",
    "actor": "من",
    "action": "الإجراء",
    "subject": "بشأن",
    "digest": "البصمة (SHA-256)",
    "signed_head": "نهاية سجل التدقيق الموقَّعة",
    "signed_number": "رقم القيد الأخير",
    "key": "مفتاح التوقيع",
    "signature": "التوقيع (Ed25519)",
    "check_title": "كيف يُتحقق من هذا التقرير",
    "check": (
        "تحتوي حزمة الأدلة على الصور الأصلية والملف case.json وسجل التدقيق الموقَّع. ويعيد الأمر "
        "«shingan verify BUNDLE.zip» حساب جميع البصمات ويتحقق من التوقيع ويذكر كل ما لا يتطابق."
    ),
    "page": "صفحة {page} من {pages}",
}
LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": _ENGLISH, "ja": _JAPANESE, "fr": _FRENCH, "es": _SPANISH, "ar": _ARABIC}
)
