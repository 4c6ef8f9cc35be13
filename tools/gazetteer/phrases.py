"""Names of countries and languages from CLDR, and phone country codes from libphonenumber's metadata."""

import re
from pathlib import Path

import phonenumbers
from babel import Locale

from folding import fold, place_key

LOCALES = ("en", "fr", "de", "it", "ru", "tr", "nl", "es", "pl", "sv", "pt")
# Languages one could ask to be interpreted into at a European event.
LANGUAGES = (
    "ar az be bg bs ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu hy is it ja ka kk ko ku ky lb lt lv mk "
    "mt nb nl nn no pl ps pt ro ru sk sl so sq sr sv sw ta tg tk tr uk ur uz vi yi zh").split()
# Names that are first of all another word of one of the six languages ("réunion", "mali", "того", "lets").
DROPPED = set(
    "us it no of in vs cr rp eau ira mali benin reunion riunione grenade того fas lets fins fines pools".split())


def countries():
    """Lines `key<TAB>country` from CLDR and from country_forms.tsv beside this file."""
    found = {}
    for locale in LOCALES:
        for code, name in Locale(locale).territories.items():
            if re.fullmatch(r"[A-Z]{2}", code) and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"):
                for spelling in {name, re.sub(r"\s*\(.*\)", "", name), name.replace("&", "and")}:
                    found.setdefault(place_key(spelling), code)
    extra = Path(__file__).with_name("country_forms.tsv").read_text(encoding="utf-8")
    for line in filter(None, extra.splitlines()):
        code, names = line.split("\t")
        for name in names.split("|"):
            found[place_key(name)] = code
    return [f"{key}\t{code}" for key, code in sorted(found.items()) if len(key) > 1 and key not in DROPPED]


def languages():
    """Lines `key<TAB>language`: the names' folded forms; adjectives and adverbs are reached from them by rule."""
    found = {}
    for locale in LOCALES:
        names = Locale(locale).languages
        for code in LANGUAGES:
            if name := names.get(code):
                key = fold(re.sub(r"\s*\(.*\)", "", name))
                found.setdefault(key, "no" if code in ("nb", "nn") and " " not in key else code)
    extra = Path(__file__).with_name("language_forms.tsv").read_text(encoding="utf-8")
    for line in filter(None, extra.splitlines()):
        code, names = line.split("\t")
        for name in names.split("|"):
            found[fold(name)] = code
    return [f"{key}\t{code}" for key, code in sorted(found.items()) if key not in DROPPED]


def phone_codes():
    """Lines `calling code<TAB>country`; codes shared by a continent (+1) or by no country are left out."""
    lines = []
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items(), key=lambda item: str(item[0])):
        if code != 1 and regions[0] != "001":
            lines.append(f"{code}\t{regions[0]}")
    return sorted(lines + ["76\tKZ", "77\tKZ"])
