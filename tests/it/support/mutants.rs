//! Letters with damage done to them: every number gives one, always the same.

use chance::Chance;
use std::fs;
use std::path::Path;

#[path = "mutants/bytes.rs"]
mod bytes;
#[path = "mutants/chance.rs"]
mod chance;
#[path = "mutants/checks.rs"]
pub mod checks;
#[path = "mutants/mail.rs"]
mod mail;
#[path = "mutants/quoting.rs"]
mod quoting;

/// Bytes that a damaged letter has at most, so that a run is not spent on a few huge ones.
const SIZE_MAX: usize = 200_000;

/// Fields that a machine alone writes; each stands above whatever damage was done below it.
const MACHINES: [&str; 8] = [
    "Auto-Submitted: auto-replied\r\n",
    "Auto-Submitted: auto-generated (vacation)\r\n",
    "Precedence: bulk\r\n",
    "Precedence: auto_reply\r\n",
    "List-Id: Mayors <mayors.lists.example>\r\n",
    "X-Autoreply: yes\r\n",
    "X-Rsvpd-Loop: cristellys@efus.eu\r\n",
    "List-Unsubscribe: <mailto:leave@lists.example>\r\n",
];

/// A letter that was damaged.
pub struct Mutant {
    pub raw: Vec<u8>,
    /// Whether a field that no person's letter has stands above everything.
    pub is_machine: bool,
    /// What was done, in order.
    pub steps: Vec<&'static str>,
}

/// Letters to do damage to.
pub struct Seeds {
    letters: Vec<Vec<u8>>,
}

impl Seeds {
    /// All letters of a folder, in the order of their names.
    pub fn of(folder: &Path) -> Seeds {
        let mut paths: Vec<_> = folder
            .read_dir()
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
            .collect();
        paths.sort();
        Seeds {
            letters: paths.iter().filter_map(|path| fs::read(path).ok()).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    fn any(&self, chance: &mut Chance) -> &[u8] {
        let at = chance.below(self.letters.len());
        self.letters.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    /// The damaged letter of a number.
    pub fn mutant(&self, number: u64) -> Mutant {
        let mut chance = Chance::of(number);
        let mut raw = self.any(&mut chance).to_vec();
        let mut steps = Vec::new();
        for _ in 0..=chance.below(5) {
            let step = if chance.one_in(2) {
                bytes::damage(&mut raw, self, &mut chance)
            } else {
                mail::damage(&mut raw, self, &mut chance)
            };
            steps.push(step);
            raw.truncate(SIZE_MAX);
        }
        let is_machine = chance.one_in(6);
        if is_machine {
            let field = chance.of_list(&MACHINES);
            raw.splice(0..0, field.bytes());
        }
        Mutant {
            raw,
            is_machine,
            steps,
        }
    }
}
