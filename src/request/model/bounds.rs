//! How sure the second reader must be: to take another answer than the rules', and for the desk to act alone.

/// How probable another intent than the rules' must be to be taken instead.
pub(super) const OTHER_INTENT: f32 = 0.65;
/// How probable the intent must be to act alone.
pub(super) const SURE_INTENT: f32 = 0.85;
/// The same where one person is added by name to those who are registered.
pub(super) const SURE_INTENT_ADDED: f32 = 0.7;
/// How probable it must be, of each person, that they are rightly among those the request is about, or rightly not.
pub(super) const SURE_PERSON: f32 = 0.7;
/// The same, where nobody else is named who could be meant.
pub(super) const SURE_ALONE: f32 = 0.5;
/// The same, of each whom the letter names where it counts as many as it names.
pub(super) const SURE_COUNTED: f32 = 0.3;
/// The same of a writer who stays out where one person is added by name: who writes so has a seat already.
pub(super) const SURE_HELD: f32 = 0.15;
/// The same where the writer says plainly that one other comes in their place.
pub(super) const SURE_GONE: f32 = 0.2;
/// The same of the one who comes in the place of another.
pub(super) const SURE_SWAPPED: f32 = 0.1;
/// How probable the party must be as a whole for one of its persons to be less sure.
pub(super) const SURE_PARTY: f32 = 0.9;
/// How probable the number of seats must be.
pub(super) const SURE_SEATS: f32 = 0.8;
/// The same of a change, where the seats that are held already stay unless the letter plainly adds or returns some.
pub(super) const SURE_SEATS_HELD: f32 = 0.7;
/// The same of a change that was read to touch no seats.
pub(super) const SURE_NO_SEATS: f32 = 0.5;
/// How probable it must be that the letter asks for nothing else.
pub(super) const SURE_PLAIN: f32 = 0.35;
/// The same where one person is added by name to those who are registered.
pub(super) const SURE_PLAIN_ADDED: f32 = 0.1;
/// How probable it must be that acting alone is right.
pub(super) const ACTS: f32 = 0.94;
/// The same where one is added so, or comes in the place of another.
pub(super) const ACTS_PLAINLY: f32 = 0.7;

/// How much likelier than the rules' own party another must be to be taken instead.
pub(super) const OTHER_PARTY: f32 = 1.5;
