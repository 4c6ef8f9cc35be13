//! Looks at a simulated event when it is over: nothing is left lying, everybody has their answer.

use super::world::World;
use rsvpd::message::{MailboxRole, Message, Origin};
use std::collections::BTreeSet;

impl World {
    /// At the end of the event: nothing is left lying, everybody has their answer.
    pub async fn check_the_end(&mut self) {
        let counts = self.desk.store().counts().await.unwrap();
        let posted: BTreeSet<String> = self
            .mailboxes
            .values()
            .flat_map(|mailbox| &mailbox.letters)
            .map(|letter| rsvpd::message::ContentKey::of(&letter.raw).0)
            .collect();
        // Whom an organiser entered or parted from others has a message, and sent none.
        let stored = counts.messages - counts.copies - self.by_hand;
        self.demand(counts.pending == 0 && counts.quarantined == 0, || {
            format!("left over: {counts:?}")
        });
        self.demand(stored as usize == posted.len(), || {
            format!("{} letters were sent, {stored} were kept", posted.len())
        });
        let lying: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, state FROM outbox WHERE state IN ('queued', 'sending')")
                .fetch_all(&mut self.sql)
                .await
                .unwrap();
        self.demand(lying.is_empty(), || format!("never left: {lying:?}"));
        let reports: Vec<(i64, String, Option<String>)> = sqlx::query_as(
            "SELECT q.message, o.state, o.released_at FROM requests q \
             JOIN outbox o ON q.reasons LIKE '%' || o.message_id || '%' WHERE q.reason = 'bounce'",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        for (report, state, released) in reports {
            self.demand(state == "bounced" || released.is_some(), || {
                format!("report {report} tells that a reply came back, which is {state}")
            });
        }
        // What was decided about the letter at first, whatever an organiser made of it.
        let unanswered: Vec<(i64, String, String, Vec<u8>)> = sqlx::query_as(
            "SELECT q.message, json_extract(j.details, '$.outcome'), j.details, b.raw FROM requests q \
             JOIN message_bytes b ON b.message = q.message JOIN journal j ON j.id = \
             (SELECT MIN(id) FROM journal WHERE request = q.message AND what = 'decided') \
             WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.request = q.message)",
        )
        .fetch_all(&mut self.sql)
        .await
        .unwrap();
        for (request, outcome, reasons, raw) in unanswered {
            let message = Message::parse(&raw, self.desk.own(), Some(MailboxRole::Registration));
            let person = matches!(message.origin, Origin::Person(_));
            self.demand(!person || may_be_silent(&outcome, &reasons), || {
                format!("letter {request} of a person had no answer: {outcome}, {reasons}")
            });
        }
    }
}

/// Ends at which a person's letter gets no automatic answer.
fn may_be_silent(outcome: &str, reasons: &str) -> bool {
    let silent = [
        "same-words-answered",
        "answer-limit",
        "draft-mode",
        "nothing-asked",
        // A plain yes to a reminder: nothing changes, and they have our letter.
        "reconfirmed",
        "automatic",
        "left-to-person",
        "organiser",
        "split-off",
        // "No, that was not me", about a registration of which nothing is left to tell.
        "owner-disagreed",
    ];
    outcome == "ignored" || silent.iter().any(|reason| reasons.contains(reason))
}
