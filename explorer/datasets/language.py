"""Which language texts are in, as far as a guess goes, and whether they have spaces between their words."""

import re
from collections import Counter
from collections.abc import Sequence

LEAST_CHARACTERS = 40
"""A guess on less is worth nothing."""
LEAST_SHARE = 0.5
"""Of the texts asked: below that, they are in several languages, or in none."""

# ISO 639-1 codes of what py3langid knows.
_CODES = """
af:Afrikaans am:Amharic ar:Arabic as:Assamese az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali br:Breton bs:Bosnian
ca:Catalan cs:Czech cy:Welsh da:Danish de:German el:Greek en:English eo:Esperanto es:Spanish et:Estonian eu:Basque
fa:Persian fi:Finnish fr:French fy:Frisian ga:Irish gd:Gaelic gl:Galician gu:Gujarati ha:Hausa he:Hebrew hi:Hindi
hr:Croatian ht:Haitian hu:Hungarian hy:Armenian id:Indonesian ig:Igbo is:Icelandic it:Italian ja:Japanese jv:Javanese
ka:Georgian kk:Kazakh km:Khmer kn:Kannada ko:Korean ku:Kurdish ky:Kyrgyz la:Latin lb:Luxembourgish lg:Ganda lo:Lao
lt:Lithuanian lv:Latvian mg:Malagasy mk:Macedonian ml:Malayalam mn:Mongolian mr:Marathi ms:Malay mt:Maltese my:Burmese
ne:Nepali nl:Dutch nn:Norwegian no:Norwegian oc:Occitan om:Oromo or:Odia pa:Punjabi pl:Polish ps:Pashto pt:Portuguese
qu:Quechua ro:Romanian ru:Russian rw:Kinyarwanda sa:Sanskrit si:Sinhala sk:Slovak sl:Slovenian so:Somali sq:Albanian
sr:Serbian sv:Swedish sw:Swahili ta:Tamil te:Telugu tg:Tajik th:Thai tk:Turkmen tl:Tagalog tr:Turkish tt:Tatar
ug:Uyghur uk:Ukrainian ur:Urdu uz:Uzbek vi:Vietnamese xh:Xhosa yo:Yoruba zh:Chinese zu:Zulu"""
NAMES = dict(pair.split(":") for pair in _CODES.split())

# Chinese characters, Hiragana, Katakana, Thai, Lao, Burmese, Khmer. Korean has spaces.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+"
)
LONGEST_WORD = 8
"""Characters in a row without a space from which on they are not one word."""


def language(texts: Sequence[str]) -> str:
    """The English name of the language that most of these texts seem to be in, or nothing where that is not clear."""
    asked = [text for text in texts if len(text) >= LEAST_CHARACTERS] or [" ".join(texts)]
    # Loading its model takes most of a second, and few processes ask.
    import py3langid

    found = Counter(py3langid.classify(text)[0] for text in asked if len(text) >= LEAST_CHARACTERS)
    if not found:
        return ""
    (code, count), *_ = found.most_common(1)
    return NAMES.get(code, "") if count > LEAST_SHARE * len(asked) else ""


def is_unspaced(text: str) -> bool:
    """Whether a text is mostly in a script that puts no spaces between words, without any."""
    runs = _UNSPACED.findall(text)
    characters = sum(map(len, runs))
    return 2 * characters > sum(map(str.isalpha, text)) and characters > LONGEST_WORD * len(runs)
