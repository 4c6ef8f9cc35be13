"""Makes config/gazetteer from the packages in requirements.txt: `python make.py ../../config/gazetteer`.

The packages go into a virtual environment of their own; a run takes about a minute and gives the same bytes each time.
"""

import sys
from pathlib import Path

import names
import phrases
import places
from words import CommonWords


def main():
    target = Path(sys.argv[1])
    common = CommonWords()
    given, surnames = names.collect()
    # A name that is a common word too ("Will", "Luca", "Rose") is marked, as an ambiguous place is.
    marked = lambda keys: [key + ("\t!" if key in common else "") for key in sorted(keys)]
    for name, lines in {
        "given_names.tsv": marked(given),
        "surnames.tsv": marked(surnames),
        "places.tsv": places.collect(common, given, surnames),
        "countries.tsv": phrases.countries(),
        "languages.tsv": phrases.languages(),
        "phone_codes.tsv": phrases.phone_codes(),
    }.items():
        (target / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(lines)} lines, {(target / name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
