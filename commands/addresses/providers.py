"""The large mail providers: what is near to one of their domains was hardly meant otherwise.

Put together by hand from what providers say of themselves, with the most used ones of Europe,
Russia, America and Asia. Of the lists there are mailcheck's has forty American domains and asks
about every neighbour, and those of free mailers hold `gmial.com` and `hotmail.con` themselves.
"""

_MICROSOFT = (
    "com at be ca ch cl co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br "
    "com.gr com.hk com.mx com.my com.pe com.ph com.pt com.sg com.tr com.tw com.vn cz de dk es eu "
    "fi fr gr hk hu ie in it jp kr lt lv my nl no ph pt ro rs ru sa se sg sk"
)
_YAHOO = (
    "com at be bg ca ch cl co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au "
    "com.br com.cn com.co com.hk com.mx com.my com.pe com.ph com.sg com.tr com.tw com.ua com.ve "
    "com.vn cz de dk ee es fi fr gr hr hu ie in it lt lv ne.jp nl no pl pt ro rs se sk"
)
_YANDEX = (
    "ru com by kz ua az co.il com.am com.ge com.tr com.ua ee fr kg lt lv md net org pl tj tm uz"
)

NAMES = {
    "gmail": "com",
    "googlemail": "com",
    "hotmail": _MICROSOFT,
    "outlook": _MICROSOFT,
    "yahoo": _YAHOO,
    "rocketmail": "com",
    "icloud": "com",
    "protonmail": "com ch",
    "fastmail": "com fm co.uk de es fr in jp mx net nl org se us",
    "tutanota": "com de",
    "gmx": "de net at ch com biz co.uk de es eu fr info it li org pt tm us",
    "t-online": "de",
    "freenet": "de",
    "arcor": "de",
    "wanadoo": "fr es nl co.uk",
    "laposte": "net fr",
    "yandex": _YANDEX,
    "rambler": "ru ua",
    "interia": "pl com eu",
    "seznam": "cz",
    "rediffmail": "com",
    "comcast": "net com",
    "sbcglobal": "net",
    "bellsouth": "net",
    "verizon": "net com",
    "btinternet": "com",
    "btopenworld": "com",
    "bigpond": "com net.au com.au",
    "hanmail": "net",
}
"""Made-up names, with the endings that they have: nobody else is called nearly like that."""

WORDS = {
    "live": _MICROSOFT,
    "msn": "com",
    "ymail": "com",
    "mail": "ru com ee ua kz by de bg ch uk co.uk dk md",
    "email": "com cz de it ru ua",
    "inbox": "ru com lv lt eu",
    "list": "ru",
    "bk": "ru",
    "internet": "ru",
    "ya": "ru",
    "me": "com",
    "mac": "com",
    "cloud": "com",
    "proton": "me",
    "pm": "me",
    "aol": "com at be co.uk com.au com.br com.mx de es fr it nl se",
    "web": "de",
    "free": "fr",
    "orange": "fr com es pl be",
    "sfr": "fr",
    "neuf": "fr",
    "libero": "it",
    "virgilio": "it",
    "ukr": "net",
    "onet": "pl eu",
    "wp": "pl",
    "o2": "pl",
    "centrum": "cz sk",
    "zoho": "com eu in",
    "qq": "com",
    "163": "com",
    "126": "com",
    "sina": "com cn",
    "naver": "com",
    "daum": "net",
    "uol": "com.br",
    "att": "net",
    "cox": "net",
}
"""Words and short names: others have some that are nearly the same, so that of a name only swapped
and doubled letters are asked about.
"""

EXAMPLES = ("example.com", "example.net", "example.org")
"""Of everybody who tries something out: https://www.rfc-editor.org/rfc/rfc2606#section-3"""
