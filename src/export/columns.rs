//! The columns of each document.

use super::{Document, Occasion};

/// The columns of [`Document::Registrations`] before the sessions; never translated and never renamed.
const STABLE: [&str; 17] = [
    "reference",
    "outcome",
    "name",
    "organisation",
    "role",
    "city",
    "country",
    "e-mail",
    "phone",
    "language",
    "interpretation",
    "diet",
    "access",
    "contact name",
    "contact address",
    "received",
    "contact role",
];

/// The headings of a document.
pub(super) fn columns(document: Document, occasion: &Occasion<'_>) -> Vec<String> {
    let plans = occasion.event.sessions.iter();
    let keys: &[&str] = match document {
        Document::Registrations => {
            let fixed = STABLE.into_iter().map(str::to_owned);
            return fixed.chain(plans.map(|plan| plan.id.id().to_owned())).collect();
        }
        Document::Confirmed => {
            let before = [
                "export.reference",
                "field.name",
                "field.role",
                "field.organisation",
            ];
            let after = [
                "field.city",
                "field.country",
                "field.email",
                "field.phone",
                "field.interpretation",
                "field.diet",
                "field.access",
                "field.language",
            ];
            let mut columns: Vec<String> = before.iter().map(|key| occasion.text(key)).collect();
            columns.extend(plans.map(|plan| occasion.session(plan.id)));
            columns.extend(after.iter().map(|key| occasion.text(key)));
            return columns;
        }
        Document::Waiting => &[
            "export.place",
            "export.reference",
            "export.names",
            "field.seats",
            "field.language",
            "export.contact",
            "export.since",
        ],
        Document::Press | Document::Ignored | Document::Messages => &[
            "export.reference",
            "export.received",
            "export.status",
            "export.names",
            "field.organisation",
            "export.contact",
            "export.address",
            "field.intent",
            "field.language",
            "list.notes",
        ],
        Document::Outbox => &[
            "export.reference",
            "export.kind",
            "field.language",
            "export.address",
            "export.status",
            "export.tries",
            "export.written",
            "export.delivered",
            "list.notes",
        ],
        Document::Participants | Document::Badges | Document::Programme => &[
            "field.name",
            "field.role",
            "field.organisation",
            "field.city",
            "field.country",
            "field.sessions",
        ],
        Document::Interpretation => &[
            "overview.session",
            "export.booth",
            "field.name",
            "field.organisation",
            "field.city",
        ],
        Document::Catering => &[
            "field.name",
            "field.organisation",
            "field.diet",
            "field.access",
            "field.sessions",
        ],
        Document::Accreditation => &[
            "field.outlet",
            "field.media",
            "field.name",
            "field.role",
            "field.email",
            "field.phone",
            "field.press-card",
            "field.wishes",
            "export.status",
            "export.reference",
        ],
    };
    keys.iter().map(|key| occasion.text(key)).collect()
}
