"""Collects given names and surnames from the Faker and mimesis packages."""

import importlib
import json
import pkgutil
import re
from collections import Counter, defaultdict
from pathlib import Path

import faker.providers.person as faker_person
import mimesis

from folding import fold, transliterations, umlauts_spelled_out

# Languages of Europe and around it; names in scripts of farther Asia are left out.
LANGUAGES = set(
    "ar az bg cs da de el en es et fa fi fr ga ha he hr hu hy ig is it ka kk lt lv mk nl no pl pt ro ru sk sl sv sw "
    "tr tw uk uz yo zu".split())
SKIPPED_LOCALES = {"en_IN", "en_TH", "en_PK"}
# Short forms that no truncation rule gives; common knowledge, written down for this project.
SHORT_RUSSIAN = (
    "Саша Шура Лёша Алёша Аня Нюра Боря Валя Варя Вася Вера Витя Вика Вова Володя Галя Гена Гоша Гриша Даша Дима Митя "
    "Женя Зина Ира Катя Коля Костя Ксюша Лёва Лена Алёна Лида Лиза Люба Люда Мила Маша Миша Надя Настя Ната Наташа Оля "
    "Паша Петя Поля Рита Рома Света Сева Серёжа Слава Соня Стас Стёпа Таня Толя Тоня Федя Фая Эдик Юля Юра Яша Артём "
    "Лёня Макс Тима Тёма Ваня Лера Ася Тася Гуля Рая Тамара").split()


def flatten(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict) and all(isinstance(weight, (int, float)) for weight in value.values()):
        return list(value)
    values = value.values() if isinstance(value, dict) else value
    return [name for part in values for name in flatten(part)]


def from_faker():
    """(given names, surnames) by locale."""
    given, surnames = defaultdict(list), defaultdict(list)
    for module in pkgutil.iter_modules(faker_person.__path__):
        if module.name.split("_")[0] not in LANGUAGES or module.name in SKIPPED_LOCALES:
            continue
        provider = importlib.import_module(f"{faker_person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            value = getattr(provider, attribute)
            if callable(value) or isinstance(value, property):
                continue
            if attribute.startswith("first_name"):
                given[module.name] += flatten(value)
            elif attribute.startswith("last_name"):
                surnames[module.name] += flatten(value)
    return given, surnames


def from_mimesis():
    """(given names, surnames) by locale."""
    given, surnames = defaultdict(list), defaultdict(list)
    for path in sorted((Path(mimesis.__file__).parent / "datasets").glob("*/person.json")):
        if path.parent.name.split("-")[0] in LANGUAGES:
            person = json.loads(path.read_text(encoding="utf-8"))
            given[path.parent.name] += flatten(person.get("names", []))
            surnames[path.parent.name] += flatten(person.get("surnames", []))
    return given, surnames


def keys(names):
    """Folded single words (hyphens allowed) of the names, with Latin transliterations and ä spelled ae."""
    found = set()
    for name in names:
        for word in re.split(r"[\s/()]+", re.sub(r"[’ʼ‘`´]", "'", name)):
            word = word.strip(".,-'")
            if len(fold(word)) < 2 or not re.fullmatch(r"[^\W\d_]+(?:['-][^\W\d_]+)*", fold(word)):
                continue
            found.add(fold(word))
            found.update(latin for latin in transliterations(word) if re.fullmatch(r"[a-z][a-z'-]*[a-z]", latin))
            if spelled := umlauts_spelled_out(word):
                found.add(fold(spelled))
    return found


PARTICLES = set(
    "de da di do du del della dei des der den dem von van zu zum zur la le les lo el al bin ben ibn abu ter ten te op "
    "ze het ur ni nic mac mhic ui und and y e i of the in an to".split())


def collect():
    """(given names, surnames): folded keys, each with the number of languages that list it; particles left out."""
    collected = []
    for lists in zip(from_faker(), from_mimesis()):
        languages = defaultdict(list)
        for by_locale in lists:
            for locale, names in by_locale.items():
                languages[re.split("[-_]", locale)[0]] += names
        collected.append(Counter(key for names in languages.values() for key in keys(names) - PARTICLES))
    given, surnames = collected
    given.update(keys(SHORT_RUSSIAN) - given.keys())
    return given, surnames
