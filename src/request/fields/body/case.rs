//! Names of Turkish bodies without the endings of their case.

/// A Turkish body without the endings of its case: `Belediyesini` is `Belediyesi`, `Müdürlüğümüzden` `Müdürlüğü`.
#[must_use]
pub fn without_case(name: &str) -> String {
    const ENDINGS: [&str; 40] = [
        "mizden", "mızdan", "müzden", "muzdan", "mizin", "mızın", "müzün", "muzun", "mizi", "mızı", "müzü",
        "muzu", "mize", "mıza", "müze", "muza", "miz", "mız", "müz", "muz", "nden", "ndan", "nde", "nda",
        "nce", "nca", "nin", "nın", "nün", "nun", "ne", "na", "ni", "nı", "nü", "nu", "nı̇n", "yle", "yla",
        "ndeki",
    ];
    let lower = name.to_lowercase();
    // Only behind the vowel of possession, which every such body ends with.
    let cut = ENDINGS.iter().find_map(|ending| {
        let stem = lower.strip_suffix(ending)?;
        let last = stem.split(' ').next_back().unwrap_or(stem);
        let body = [
            "si", "sı", "sü", "su", "ği", "ğı", "ğü", "ğu", "vi", "vı", "fı", "ri", "rı", "lü", "lu", "zi",
            "li",
        ]
        .iter()
        .any(|own| last.ends_with(own));
        (body && last.chars().count() >= 5).then(|| ending.chars().count())
    });
    let Some(cut) = cut.filter(|_| lower.chars().count() == name.chars().count()) else {
        return name.to_owned();
    };
    name.chars().take(name.chars().count() - cut).collect()
}
