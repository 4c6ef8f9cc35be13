//! Parting a party in two, in one transaction; both keep their seats and ranks, and nobody is written to.

use super::{Desk, DeskError};
use crate::rules::Outcome;
use crate::rules::split::split;
use crate::store::settling::{Cause, Contact, Reading, Settlement};
use crate::store::{Actor, StoreError};

impl Desk {
    /// Lets these persons of a party go on under a reference of their own; gives the number of their party.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the request changed since the organiser saw it; [`DeskError::Refused`] unless
    /// somebody goes and somebody stays.
    pub async fn split(
        &self,
        (party, version, user): (i64, i64, &str),
        positions: &[i64],
    ) -> Result<i64, DeskError> {
        let now = self.clock().now();
        let unknown = || DeskError::UnknownRequest(party.to_string());
        let dossier = self.store().show(&party.to_string()).await?.ok_or_else(unknown)?;
        let read = dossier.request.ok_or_else(unknown)?;
        let raw = self.store().raw(party).await?.unwrap_or_default();
        let mut settling = self.begin_settling().await?;
        let stored = self.unchanged(&mut settling, party, version).await?;
        if read.version != version {
            let what = stored.party.reference;
            return Err(DeskError::Store(StoreError::Conflict { what }));
        }
        let outcome = Outcome::from_name(&stored.outcome).unwrap_or(Outcome::Decided);
        let parted = split(&stored.party, (&read.reading, outcome), positions)?;
        // Their letter is the one that all of them came in: answers to them answer it.
        let mailbox = dossier.message.mailbox.as_str();
        let number = settling
            .keep_once_more(mailbox, &raw, stored.received_at, now)
            .await?;
        let reference = self.reference(number);
        let contact = stored.contact_address.as_deref().map(|address| Contact {
            address,
            name: stored.contact_name.as_deref(),
        });
        let places = dossier.persons.iter().flat_map(|person| &person.places);
        let of = |request, cause, decision| Settlement {
            request,
            cause,
            decision,
            outgoing: None,
            actor: Actor::Organiser(user.to_owned()),
            offered_until: None,
            above_capacity: None,
            now,
        };
        let goes = Settlement {
            offered_until: places.filter_map(|place| place.until).max(),
            ..of(
                number,
                Cause::Letter(Reading {
                    reference: &reference,
                    request: &parted.request,
                    doubts: &read.doubts,
                    contact,
                    message_id: None,
                    words_key: None,
                    received_at: stored.received_at,
                    concerns: None,
                }),
                &parted.goes,
            )
        };
        settling.settle(&[goes]).await?;
        settling.keep_ranks(party, number, &parted.positions).await?;
        let again = Cause::Again {
            version,
            corrected: None,
        };
        settling.settle(&[of(party, again, &parted.stays)]).await?;
        let told = (party, stored.party.reference.as_str(), number, reference.as_str());
        settling.note_split(told, user, now).await?;
        settling.commit().await?;
        self.wake();
        Ok(number)
    }
}
