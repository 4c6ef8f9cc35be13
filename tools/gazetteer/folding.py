"""Folds as src/lexicon/fold.rs does (the gazetteer's tests check every shipped key), and transliterates."""

import re
import unicodedata

SPECIAL = {
    "ı": "i", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ə": "e",
}


def fold(text):
    """Lower case without accents (й is и, ё is е); nothing transliterated. The twin of src/lexicon/fold.rs."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not is_mark(char))
    return "".join(SPECIAL.get(char, char) for char in bare.lower() if not is_mark(char))


def is_mark(char):
    return unicodedata.category(char).startswith("M")


def place_key(text):
    """The key of a place or country: folded, hyphens as spaces, full stops out, one kind of apostrophe."""
    folded = fold(text)
    folded = re.sub(r"[’ʼ‘`´]", "'", folded)
    folded = folded.replace(".", " ")
    folded = re.sub(r"[-‐‑–/]", " ", folded)
    return " ".join(folded.split())


RUSSIAN = {
    # English usage, passports (ICAO Doc 9303), German usage.
    "en": dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ", [
        "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "i", "yi", "ye", "g"])),
    "icao": dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ", [
        "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "", "e", "iu", "ia", "i", "i", "ie", "g"])),
    "de": dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ", [
        "a", "b", "w", "g", "d", "e", "jo", "sch", "s", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "ch", "z", "tsch", "sch", "schtsch", "", "y", "", "e", "ju", "ja", "i", "ji", "je", "g"])),
}
GEORGIAN = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", [
    "a", "b", "g", "d", "e", "v", "z", "t", "i", "k", "l", "m", "n", "o", "p", "zh", "r", "s", "t", "u", "p", "k",
    "gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", "h"]))
ARMENIAN = dict(zip("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև", [
    "a", "b", "g", "d", "e", "z", "e", "y", "t", "zh", "i", "l", "kh", "ts", "k", "h", "dz", "gh", "ch", "m", "y",
    "n", "sh", "o", "ch", "p", "j", "r", "s", "v", "t", "r", "ts", "v", "p", "k", "o", "f", "ev"]))
GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", [
    "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "t", "y", "f", "ch",
    "ps", "o"]))


def transliterations(word):
    """Folded Latin spellings of a word in Cyrillic, Greek, Georgian or Armenian letters; [] for other scripts."""
    word = unicodedata.normalize("NFC", word.lower())
    if re.fullmatch(r"[Ѐ-ӿ'-]+", word):
        found = set()
        for scheme, table in RUSSIAN.items():
            latin = "".join(table.get(char, char) for char in word)
            found.add(latin)
            if word.endswith(("ий", "ый")):
                found.add("".join(table.get(char, char) for char in word[:-2]) + ("i" if scheme == "de" else "y"))
            if scheme == "en" and word.endswith("ия"):
                found.add(latin[:-3] + "ia")
        return sorted(found)
    word = fold(word)
    if re.search(r"[ა-ჿ]", word):
        return ["".join(GEORGIAN.get(char, char) for char in word)]
    if re.search(r"[ա-և]", word):
        return ["".join(ARMENIAN.get(char, char) for char in word.replace("ու", "u"))]
    if re.search(r"[α-ω]", word):
        for pair, latin in (("ου", "u"), ("ευ", "ef"), ("αυ", "av"), ("μπ", "b"), ("ντ", "d"), ("γκ", "gk"), ("γγ", "ng"), ("ς", "s")):
            word = word.replace(pair, latin)
        return ["".join(GREEK.get(char, char) for char in word)]
    return []


def umlauts_spelled_out(text):
    """München to Muenchen: how a name is written without umlauts; None where it has none."""
    lowered = text.lower()
    spelled = lowered.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return spelled if spelled != lowered else None
