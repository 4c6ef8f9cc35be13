"""Tells which folded names are also common words of one of the six languages, so that a reader asks for context."""

from collections import defaultdict
from functools import lru_cache

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
from wordfreq import top_n_list, zipf_frequency

from folding import fold

SIX = ("en", "fr", "de", "it", "ru", "tr")
# Words of the six languages, and of addresses on the web, that the dictionaries lack or do not tell from names.
ALWAYS = set(
    "of most sale split mobile orange bath nice ordu batman van bad essen none never basic lazy luck outer fully silly "
    "rugby lincoln march hem pec com net org sig noci nove cento croix selon mets ben benim oldum varsa boşa kaç kez eğer "
    "terör türkü türü turu kiraz perşembe çarşamba çalan bile haram lik lık uyar türkler kızlar kızıl efes şok annesi aşkım "
    "sandım sarayı suya kaba adalet karaman fatih altstadt alpen hölle paradies marke gerne dabei wetter kur halen solde "
    "libération observatoire downtown paradise delta мгу мари мол ним родина фили gran cours deuil kısa bitti ili orda kal kalk kenti kanalı lerin gré richmond cleveland jackson dallas "
    "hamilton".split())
ALWAYS = {fold(word) for word in ALWAYS}


class CommonWords:
    """A word is common when it is frequent, stands in lower case (German: as a noun) in a dictionary,
    and its other inflected forms are in use too: those are what a town's name lacks."""

    def __init__(self):
        self.common = set(ALWAYS)
        # Frequent words in lower case, inflected or not: enough against a town far from where the language is spoken.
        self.frequent = {language: set() for language in ("fr", "de", "it", "ru")}
        for language in SIX:
            self._add_language(language)

    def __contains__(self, key):
        return key in self.common

    def _add_language(self, language):
        # Russian is mostly written without ё, the dictionary with it.
        plain = (lambda word: word.replace("ё", "е")) if language == "ru" else (lambda word: word)
        dictionary = DefaultDictionaryFactory().get_dictionary(language)
        lemma_of = {plain(form): plain(lemma) for form, lemma in dictionary.items()}
        forms_of = defaultdict(set)
        for form, lemma in lemma_of.items():
            forms_of[lemma].add(form)
            forms_of[lemma].add(lemma)
        frequency = lru_cache(maxsize=None)(lambda word: zipf_frequency(word, language))
        for word in top_n_list(language, 25_000):
            word = plain(word)
            if not word.isalpha() or frequency(word) < 3.2:
                continue
            if language in self.frequent and word in lemma_of:
                self.frequent[language].add(fold(word))
            spellings = [word] if language != "de" else [word, word.capitalize()]
            if any(self._inflects(word, spelling, lemma_of, forms_of, frequency, language) for spelling in spellings):
                self.common.add(fold(word))

    @staticmethod
    def _inflects(word, spelling, lemma_of, forms_of, frequency, language):
        lemma = lemma_of.get(spelling)
        if lemma is None and spelling not in forms_of:
            return False
        if language == "tr":
            return any(frequency(word + ending) >= 2.6 for ending in ("lar", "ler", "ları", "leri", "ların", "lerin"))
        if len(word) <= 4 and frequency(word) >= 5.0 and spelling == word:
            return True  # function words do not inflect
        siblings = forms_of.get(lemma or spelling, set()) | forms_of.get(spelling, set()) | ({lemma} if lemma else set())
        own = {word, word + "s", word + "'s", word + "es"} if language in ("de",) else {word, word + "'s"}
        if language == "en":
            own.add(word + "s") if frequency(word + "s") < 3.0 else None
        return any(frequency(form.lower()) >= 2.9 for form in siblings if form.lower() not in own)
