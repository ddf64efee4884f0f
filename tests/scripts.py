"""What people really write: words that need characters which are not seen by themselves."""

import unicodedata

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"

JOINED = {
    "Persian": "علی\u200cرضا می\u200cخواهد خانه\u200cای",
    "Persian, after a letter that never joins": "محمد\u200cرضا جزء\u200cبه\u200cجزء",
    "Persian, with vowels": "عَلِی\u200cرِضا",
    "Persian, an abbreviation": "۱۳۹۹ ه\u200d.ق. ۱۴۰۰ ه\u200d",
    "Persian, an ending by itself": "۱۲\u200cساله 12\u200cساله PDF\u200cها «شب»\u200cها",
    "Kurdish": "پێش\u200cئاڕاستە",
    "Urdu": "پاکستان کے\u200cلیے",
    "Devanagari": "क्\u200dष क्\u200cष दर्\u200dया",
    "Bengali": "র\u200d্যাব উদ্\u200cঘাটন",
    "Kannada": "ಸಾಫ್ಟ್\u200cವೇರ್ ರ\u200d್ಯ",
    "Telugu": "సాఫ్ట్\u200cవేర్",
    "Malayalam": "മോഹന്\u200d അവന്\u200d അത്\u200c ജോസഫ്\u200c",
    "Sinhala": "ශ්\u200dරී ක\u200d්ෂ",
    "Tamil": "க்\u200cஷ",
    "Khmer": "ប\u200c៉ី",
    "Mongolian": "ᠰᠡ\u180b ᠪᠠᠶᠢᠨ\u180eᠠ",
    "Hebrew": "יְרוּשָׁלַ\u034fִם",
    "Han": "葛\U000e0100城 辻\U000e0101",
    "Math": "≨\ufe00",
    "Emoji, joined": "👩\u200d💻 👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f\u200d🔥 🏴\u200d☠\ufe0f",
    "Emoji, joined and in colour": "👁\ufe0f\u200d🗨\ufe0f 🏳\ufe0f\u200d🌈",
    "Emoji, with skin": "👍🏿 🧑🏽\u200d🚀 🧑🏻\u200d🤝\u200d🧑🏿 ⛹🏾\u200d♀\ufe0f",
    "Emoji, in colour or not": "☎\ufe0e ☎\ufe0f ™\ufe0f",
    "Keycaps": "1\ufe0f\u20e3 #\ufe0f\u20e3",
    "Flags": f"🇺🇦 {ENGLAND} {SCOTLAND}{WALES}",
}
ORDINARY = {
    "Arabic": "العـــربية مُحَمَّدٌ ۝١ لا",
    "Hebrew": "שָׁלוֹם",
    "Syriac": "ܫܠܡܐ",
    "Thaana": "ދިވެހި",
    "N'Ko": "ߒߞߏ",
    "Adlam": "𞤀𞤣𞤤𞤢𞤥",
    "Latin": "Zoë Ångström, Việt Nam, Łódź",
    "Greek": "Ἀθῆναι",
    "Cyrillic": "Ёлки, їжак, Щука",
    "Georgian": "საქართველო",
    "Armenian": "Հայաստան",
    "Ethiopic": "አማርኛ",
    "Devanagari": "हिन्दी क्षि",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Gujarati": "ગુજરાતી",
    "Tamil": "தமிழ் ஸ்ரீ",
    "Thai": "ภาษาไทย น้ำ กำ",
    "Lao": "ພາສາລາວ",
    "Khmer": "ភាសាខ្មែរ ស្រ្តី",
    "Myanmar": "မြန်မာဘာသာ",
    "Tibetan": "བོད་སྐད་",
    "Hangul": "한국어 ᄒᆞᆫ글",
    "Japanese": "日本語 ひらがな カタカナ ﾊﾝｶｸ",
    "Han": "简体 繁體 𠮷野家",
    "Braille": "⠓⠑⠇⠇⠕⠀⠺⠕⠗⠇⠙",
    "Tifinagh": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "Hieroglyphs": "𓀀\U00013430𓁀",
    "Emoji": "😀 🎉 ☎ ©",
}
TEXTS = tuple(unicodedata.normalize("NFC", each) for each in (*JOINED.values(), *ORDINARY.values()))
