"""Synonyms: words that people write for the labels, splits, captures and columns of a manifest, in many languages.

They are never read as what is meant: validation proposes the word of the manifest, and the contributor corrects it.
Words that could mean either label, such as yes, true and 1, are left out.
"""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.label_words import WORDS
from model.datasets.vocabulary import Vocabulary

NO_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def _vocabulary(words: Mapping[str, tuple[str, ...]] = NO_WORDS, /, **texts: str) -> Vocabulary:
    """Names with synonyms: lists of them, and more that commas separate."""
    return Vocabulary({name: (*words.get(name, ()), *text.split(",")) for name, text in texts.items()})


LABELS = _vocabulary(
    WORDS,
    genuine="""
        legitimate, 真正商品, 真貨, 정품, 진품, hàng xịn, orisinil, أصالة, حقيقية, genuina, legítimo, genuína,
        подлинная, подлинность, оригинальный, vraie, echt, originale, vero, oryginał, oryginalny, orijinal,
        gerçek, hakiki
    """,
    counterfeit="""
        counterfeited, knock-off, pirated, non-genuine, nongenuine, not genuine, non-authentic, not authentic,
        inauthentic, unauthentic, 贋作, 贋物, コピー商品, 假貨, 冒牌, 冒牌货, 山寨, 侵权品, 伪劣, 위조품, 위조,
        가품, 모조품, 짝퉁, giả mạo, hàng lậu, ของก๊อป, bajakan, kw, مغشوش, pirata, imitação, поддельная,
        фальсификат, фальсифицированный, копия, contrefaite, pirate, copie, gefälscht, fälschung, nachahmung,
        plagiat, contraffatto, vals, namaak, podrobiony, podróbka, sahte, taklit
    """,
)

SPLITS = _vocabulary(
    train="""
        training, trn, learn, learning, fit, 学習, 学習用, 訓練, 训练, 训练集, 훈련, học, huấn luyện,
        ฝึก, latih, pelatihan, تدريب, entrenamiento, treino, treinamento, обучение, entraînement, apprentissage
    """,
    calibration="""
        calib, cal, calibrate, val, valid, validation, validate, dev, development, tuning, 校正, 較正, 検証, 校准, 验证,
        验证集, 검증, hiệu chuẩn, สอบเทียบ, kalibrasi, validasi, معايرة, calibración, validación, calibração, validação,
        калибровка, валидация, calibrage, étalonnage
    """,
    test="""
        tests, testing, tst, eval, evaluate, evaluation, holdout, hold-out, 評価, テスト, 試験, 测试,
        测试集, 评估, 테스트,
        kiểm tra, kiểm thử, ทดสอบ, uji, اختبار, prueba, ensayo, teste, тест, проверка, essai
    """,
)

CAPTURES = _vocabulary(
    photo="photograph, camera, hand, by hand, phone, 写真, 撮影, 照片, foto, ảnh, ภาพถ่าย, صورة, фото, фотография",
    listing="""
        offer, online, web, shop, internet, screenshot, marketplace, 出品, 通販, ネット, 商品ページ, 网店, 网上,
        anuncio, anúncio, oferta, annonce, объявление
    """,
)

COLUMNS = _vocabulary(
    image="""
        images, img, file, filename, file name, filepath, path, image path, image file, picture, pictures, photo,
        photos, 画像, 写真, ファイル, ファイル名, 画像ファイル, 图片, 照片, 文件, 文件名, 사진, 파일,
        ảnh, tệp, ภาพ, ไฟล์, gambar, berkas, صورة, ملف,
        imagen, archivo, imagem, arquivo, ficheiro, изображение, фото, файл, fichier, bild, datei
    """,
    sha256="sha, sha2, sha-256, hash, digest, checksum, ハッシュ, 哈希",
    product="""
        products, product id, product name, sku, article, model, goods, gtin, 製品, 製品名, 商品, 商品名, 品名, 型番,
        产品, 产品名称, 제품, sản phẩm, ผลิตภัณฑ์, produk, منتج, producto, produto, продукт, товар, produit, produkt
    """,
    label="""
        labels, class, classes, authenticity, verdict, result, truth, ground truth, ラベル, 真贋, 判定, 正解,
        标签, 真伪, 라벨, nhãn, ป้ายกำกับ, وسم, etiqueta, rótulo, метка, étiquette, etikett
    """,
    item="""
        items, item id, object, object id, sample, sample id, specimen, unit, piece, id, 物品, 個体, 検体, 個体番号,
        物件, 样品, 개체, hiện vật, สิ่งของ, unit barang, barang, قطعة, objeto, pieza, предмет, образец,
        objet, échantillon
    """,
    view="""
        views, angle, shot, side, pose, 撮影面, 面, 角度, ビュー, 拍摄面, 시점, góc chụp, มุมภาพ, sudut foto, لقطة, toma,
        vista, ракурс, вид, vue, ansicht
    """,
    right_holder="""
        rightholder, rights holder, holder, owner, brand, client, company, contributor, 権利者, ブランド, 会社, 权利人,
        品牌, 권리자, chủ thể quyền, เจ้าของสิทธิ, pemegang hak, صاحب الحق, titular, titular del derecho,
        titular do direito, правообладатель, titulaire, titulaire du droit
    """,
    source="""
        sources, origin, provenance, camera, place, location, batch, 出所, 出典, 撮影場所, 来源, nguồn, แหล่งที่มา, sumber,
        مصدر, fuente, origen, fonte, origem, источник, origine
    """,
    points="""
        point, identification points, features, marks, hints, annotations, regions, 識別ポイント, 識別点, 特徴, 识别点,
        điểm nhận dạng, จุดสังเกต, puntos, pontos, признаки, точки
    """,
    split="splits, subset, set, partition, fold, usage, 分割, 用途, 划分, tập, division, división, divisão, выборка",
    capture="captured, capture type, shot type, 撮影方法, 撮影種別, 拍摄方式",
    licence="license, licences, licenses, agreement, spdx, terms, ライセンス, 許諾, 许可, licencia, licença, лицензия",
    contributed_on="""
        contributed, contribution date, date, day, received, received on, 日付, 提供日, 日期, ngày, วันที่, tanggal,
        تاريخ, fecha, data, дата
    """,
)
