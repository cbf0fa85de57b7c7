"""What people write in file names for the sides of an object, in eleven languages."""

from model.datasets.vocabulary import Vocabulary

VIEWS = Vocabulary(
    {
        "front": (
            *("f", "face", "recto", "avant", "前", "前面", "正面", "表", "表面", "mặt trước", "ด้านหน้า", "depan"),
            *("أمام", "الأمام", "frente", "frontal", "delante", "перед", "спереди", "лицо"),
        ),
        "back": (
            *("rear", "verso", "reverse", "arrière", "dos", "裏", "裏面", "背面", "反面", "mặt sau", "ด้านหลัง"),
            *("belakang", "خلف", "الخلف", "atrás", "trasera", "reverso", "verso", "trás", "сзади", "зад", "оборот"),
        ),
        "left": ("左", "左側", "左面", "trái", "ซ้าย", "kiri", "يسار", "izquierda", "esquerda", "слева", "gauche"),
        "right": ("右", "右側", "右面", "phải", "ขวา", "kanan", "يمين", "derecha", "direita", "справа", "droite"),
        "top": ("上", "上面", "顶部", "trên", "บน", "atas", "أعلى", "arriba", "topo", "сверху", "dessus", "haut"),
        "bottom": (
            *("underside", "下", "底", "底面", "下面", "dưới", "ล่าง", "bawah", "أسفل", "abajo", "fundo"),
            *("снизу", "dessous", "bas"),
        ),
        "side": ("横", "側面", "侧面", "cạnh", "ด้านข้าง", "samping", "جانب", "lado", "lateral", "сбоку", "côté"),
        "inside": ("interior", "中", "内側", "内部", "bên trong", "ด้านใน", "dalam", "داخل", "внутри", "intérieur"),
        "label": ("ラベル", "标签", "nhãn", "ฉลาก", "etiqueta", "этикетка", "étiquette"),
        "tag": ("タグ", "吊牌", "hangtag"),
        "barcode": ("バーコード", "条码", "mã vạch", "บาร์โค้ด", "código de barras", "штрихкод"),
        "serial": ("serial number", "シリアル", "序列号", "số sê ri", "серийный номер", "número de serie"),
        "box": ("箱", "外箱", "盒", "hộp", "กล่อง", "kotak", "caja", "caixa", "коробка", "boîte"),
        "logo": ("ロゴ", "标志", "логотип"),
    }
)
