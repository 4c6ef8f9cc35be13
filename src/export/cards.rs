//! Persons as visiting cards (vCard 4.0, RFC 6350), for address books and telephones.

use crate::store::views::ExportRow;
use calcard::vcard::{VCard, VCardEntry, VCardProperty, VCardVersion};

/// A person's card; nobody without a name has one.
pub(super) fn write(person: &ExportRow) -> Option<String> {
    if person.name.is_empty() {
        return None;
    }
    let fields = [
        (VCardProperty::Fn, &person.name),
        (VCardProperty::Org, &person.organisation),
        (VCardProperty::Title, &person.role),
        (VCardProperty::Email, &person.email),
        (VCardProperty::Tel, &person.phone),
        (VCardProperty::Note, &person.reference),
    ];
    let mut card = VCard::default();
    for (property, value) in fields {
        let value = plain(value);
        if !value.is_empty() {
            card.entries.push(VCardEntry::new(property).with_value(value));
        }
    }
    let place = [&person.city, &person.country].map(|part| plain(part));
    if place.iter().any(|part| !part.is_empty()) {
        // Box, extension, street, town, region, code, country (RFC 6350 6.3.1).
        let [city, country] = place;
        let parts = ["", "", "", city.as_str(), "", "", country.as_str()];
        let values = parts.into_iter().map(|part| part.to_owned().into()).collect();
        card.entries
            .push(VCardEntry::new(VCardProperty::Adr).with_values(values));
    }
    let mut text = String::new();
    // Text takes all that is written to it.
    let _ = card.write_to(&mut text, VCardVersion::V4_0);
    Some(text)
}

/// A value without line breaks and other signs that are not seen.
fn plain(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_can_be_read_again() {
        let person = ExportRow {
            name: "Чепурная Лариса; \"Лара\"".to_owned(),
            organisation: "Şehir, Belediyesi\r\nEMAIL:evil@example.org".to_owned(),
            city: "İzmir".to_owned(),
            country: "TR".to_owned(),
            ..ExportRow::default()
        };
        assert_eq!(write(&ExportRow::default()), None);
        let text = write(&person).unwrap();
        assert_eq!(text.matches("BEGIN:VCARD").count(), 1);
        assert!(text.contains("VERSION:4.0\r\n"), "{text}");
        assert!(!text.contains("\nEMAIL"), "{text}");
        let card = VCard::parse(&text).unwrap();
        let name = card
            .property(&VCardProperty::Fn)
            .and_then(|entry| entry.values[0].as_text());
        assert_eq!(name, Some("Чепурная Лариса; \"Лара\""));
        let place = card.property(&VCardProperty::Adr).unwrap();
        assert!(format!("{:?}", place.values).contains("İzmir"), "{place:?}");
    }
}
