//! A letter of a simulated writer as it leaves their mail program.

use super::writers::Received;

/// A letter as it is sent.
pub struct Sheet<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    pub id: &'a str,
    pub body: &'a str,
    pub answers: Option<&'a Received>,
    /// Further header fields, each with its line end.
    pub fields: &'a str,
}

impl Sheet<'_> {
    pub fn raw(&self) -> Vec<u8> {
        let (subject, thread) = match self.answers {
            Some(ours) => (
                format!("Re: {}", ours.subject),
                format!("In-Reply-To: <{0}>\nReferences: <{0}>\n", ours.message_id),
            ),
            None => (self.subject.to_owned(), String::new()),
        };
        format!(
            "{}From: {}\nTo: {}\nSubject: {subject}\nDate: Mon, 10 Oct 2016 09:00:00 +0200\nMessage-ID: <{}>\n{thread}\
             MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{}\n",
            self.fields, self.from, self.to, self.id, self.body
        )
        .replace('\n', "\r\n")
        .into_bytes()
    }
}
